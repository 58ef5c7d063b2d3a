import type { Amounts, Categories, LegendRamp, Links, MapRegion, Rows, Tiles } from "@clipscope/charts";
import type { Column } from "@clipscope/datasets";
import {
  type Anchors,
  type ColumnInfo,
  type Derived,
  type LaidOutMap,
  type MapPositions,
  type MapRegions,
  mapSettingsOf,
  type OpenedDataset,
  type RowSet,
  rowSet,
} from "@clipscope/study";
import { msg, str } from "@lit/localize";
import type { Explorer } from "../../app/explorer.js";
import { remember } from "../../lib/remember.js";
import { rowName } from "../../rows/row-name.js";
import { placeAnchors, type TextAnchor } from "./anchors.js";
import { type Coloring, coloringOf, defaultColor, shapesOf, valueTitles } from "./coloring.js";
import { between, type Comparison, compareMaps, compareShifts } from "./compare.js";
import { linksOf, type Neighborhood, neighborhoodOf } from "./neighborhood.js";
import { Pace } from "./pace.js";
import { Points } from "./points.js";
import { type NamedRegions, namedRegions, regionLabels } from "./region-labels.js";
import { type Search, searchOf } from "./search.js";
import type { MapOptions } from "./spec.js";

/** Largest number of images whose regions are computed without being asked for, since that needs a neighbor search. */
const MANY = 20_000;

/** Everything that the view shows, at one moment. */
export interface MapNow {
  dataset: OpenedDataset;
  shown: RowSet;
  /** The shown rows of categories that the legend does not hide. */
  visible: RowSet;
  columns: readonly ColumnInfo[];
  /** Name of the column that colors the map. */
  color: string;
  column: Column | undefined;
  coloring: Coloring | undefined;
  legend: MapLegend;
  /** Message while a color is being computed; "" once it is ready. */
  waiting: string;
  layout: Derived<LaidOutMap>;
  points: Points;
  drawn: DrawnPoints;
  search: Search | undefined;
  regions: Derived<MapRegions> | undefined;
  names: readonly string[];
  labels: readonly MapRegion[] | undefined;
  anchors: readonly TextAnchor[];
  gap: Anchors["gap"];
  /** The prompts of the anchors, by their ids. */
  prompts: ReadonlyMap<string, string>;
  pinned: number | undefined;
  /** Whether neighbors are searched for: those of very many images only when they are asked for. */
  searches: boolean;
  neighborhood: Neighborhood | undefined;
  links: Links | undefined;
  compared: Compared | undefined;
  /** Whether there is a model that reads texts. */
  words: boolean;
}

/** What the legend lists: categories with rows, or a ramp of numbers. */
export interface MapLegend {
  entries: Categories["entries"];
  ramp: LegendRamp | undefined;
}

/** What the map is compared with. */
export interface Compared {
  comparison: Comparison | undefined;
  titles: readonly [string, string];
  message: string;
}

/** Properties of the map element, by point. */
export interface DrawnPoints {
  categories?: Categories;
  amounts?: Amounts;
  shapes: Categories | undefined;
  visible: Rows;
  selected: Rows | undefined;
  tiles: Tiles | undefined;
  nameOf(point: number): string;
}

/** Computes what the view shows from the study; what did not change keeps its identity. Reads signals. */
export class MapState {
  readonly #pace = new Pace();
  readonly #points = remember<Points>();
  readonly #coloring = remember<Coloring | undefined>();
  readonly #shapes = remember<Categories | undefined>();
  readonly #visible = remember<RowSet>();
  readonly #drawn = remember<DrawnPoints>();
  readonly #legend = remember<MapLegend>();
  readonly #named = remember<NamedRegions>();
  readonly #labels = remember<readonly MapRegion[]>();
  readonly #anchors = remember<readonly TextAnchor[]>();
  readonly #neighborhood = remember<Neighborhood | undefined>();
  readonly #links = remember<Links>();
  readonly #comparison = remember<Comparison | undefined>();
  readonly #none: readonly TextAnchor[] = [];

  constructor(readonly explorer: Explorer) {}

  /**
   * `image`: a file that is searched for. `at`: where between two compared layouts the map is, 0 to 1. `asked`: whether
   * the neighbors of very many images were asked for.
   */
  now(
    options: MapOptions,
    { image, at, asked }: { image: File | undefined; at: number; asked: boolean },
  ): MapNow | undefined {
    const { explorer } = this;
    const { study } = explorer;
    const dataset = study.dataset().value;
    const shown = study.shown();
    if (!dataset || !shown) return undefined;
    const columns = study.columns();
    const isThere = (name: string) => columns.some((column) => column.name === name);
    const color = isThere(options.color) ? options.color : defaultColor(dataset, columns);
    const words = study.doc.value.model.kind !== "none";
    const layout = study.map();
    const positions = this.#pace.of(study.mapNow(), layout.status === "done");
    const compared = options.compare === "" ? undefined : this.#compared(options, dataset, shown, positions);
    const pair = compared?.comparison;
    const points = this.#points([dataset, positions, pair, pair && at], () =>
      pair
        ? Points.at(pair.rows, between(pair, at))
        : positions
          ? Points.of(positions)
          : Points.grid(dataset),
    );
    const search = searchOf(options, image, dataset, study);
    const { coloring, waiting, column } = this.#colored(color, search, dataset, shown);
    const shapes = this.#shapes(
      [options.shape, isThere(options.shape) && study.column(options.shape), shown],
      () => (isThere(options.shape) ? shapesOf(study.column(options.shape), shown) : undefined),
    );
    const visible = this.#visible([shown, coloring, options.hidden], () =>
      visibleRows(shown, coloring, options.hidden),
    );
    const selected = study.selected();
    const { scale, breaks, invert } = options;
    const ramp = { scale, invert, ...(breaks && { breaks }) };
    const drawn = this.#drawn(
      [points, coloring, scale, breaks, invert, shapes, shown, selected, explorer.tiles],
      () => ({
        ...onPoints(points, coloring, ramp),
        shapes: shapes && { codes: points.take(shapes.codes), entries: shapes.entries },
        visible: points.among(shown),
        selected: selected && points.among(selected),
        tiles: dataset.images ? points.tiles(explorer.tiles) : undefined,
        nameOf: (point: number) => rowName(dataset, points.rows[point]),
      }),
    );
    const pinned = explorer.pinned.value;
    const searches = asked || points.rows.length <= MANY;
    const neighborhood = searches && !pair ? this.#near(options, pinned, points) : undefined;
    const links =
      neighborhood && pinned !== undefined && options.links
        ? this.#links([neighborhood, points], () => linksOf(pinned, neighborhood, points))
        : undefined;
    return {
      ...{ dataset, shown, visible, columns, color, column, coloring, waiting },
      ...{ layout, points, drawn, search },
      legend: this.#legend([coloring, scale, breaks, invert], () => legendOf(coloring, ramp)),
      ...this.#regions(options, layout, points, visible, coloring, pair !== undefined),
      ...this.#texts(options, search, points, words, pair !== undefined),
      ...{ pinned, searches, neighborhood, links, compared, words },
    };
  }

  /** The coloring by a search, or by a column; until it is computed, the previous one. */
  #colored(
    color: string,
    search: Search | undefined,
    dataset: OpenedDataset,
    shown: RowSet,
  ): { coloring: Coloring | undefined; waiting: string; column: Column | undefined } {
    const { study } = this.explorer;
    const column = study.column(color);
    const before = this.#coloring.last();
    if (search) {
      const { value, status, error } = search.similarity;
      if (!value)
        return {
          coloring: before,
          column,
          waiting: error?.message ?? (status === "running" ? msg("Searching…") : ""),
        };
      const coloring = this.#coloring([search.words, value, dataset], () => {
        const values = new Float32Array(dataset.rows).fill(Number.NaN);
        for (const [at, row] of value.rows.entries()) values[row] = value.cosines[at];
        return { values, title: msg(str`Cosine with ${search.words}`) };
      });
      return { coloring, column, waiting: "" };
    }
    if (!column && color !== "") {
      const { status, error, stale } = study.columnState(color);
      const title = study.columns().find(({ name }) => name === color)?.title ?? color;
      const failed = status === "failed" || status === "missing" || status === "cancelled";
      const waiting = failed
        ? (error?.message ?? msg("The computation was stopped."))
        : msg(str`Computing ${title}…`);
      const old = stale?.value;
      const coloring = this.#coloring([color, old, dataset.columns, dataset.roles, shown], () =>
        coloringOf(color, old, dataset, shown),
      );
      return { coloring, waiting, column: undefined };
    }
    const labels = dataset.columns;
    const coloring = this.#coloring([color, column, labels, dataset.roles, shown], () =>
      coloringOf(color, column, dataset, shown),
    );
    return { coloring, waiting: "", column };
  }

  #near(options: MapOptions, pinned: number | undefined, points: Points): Neighborhood | undefined {
    const { study } = this.explorer;
    if (pinned === undefined || !points.meaningful) return undefined;
    const graph = study.neighborGraph(options.neighbors).value;
    return this.#neighborhood([graph, pinned, points], () => graph && neighborhoodOf(graph, pinned, points));
  }

  #regions(
    options: MapOptions,
    layout: Derived<LaidOutMap>,
    points: Points,
    visible: RowSet,
    coloring: Coloring | undefined,
    comparing: boolean,
  ): Pick<MapNow, "regions" | "names" | "labels"> {
    const { study } = this.explorer;
    const wanted =
      options.as === "tree" ||
      ((options.names || this.explorer.pinned.value !== undefined) && points.rows.length <= MANY);
    if (!wanted || layout.status !== "done" || comparing)
      return { regions: undefined, names: [], labels: undefined };
    const regions = study.mapRegions();
    const { value } = regions;
    if (!value) return { regions, names: [], labels: undefined };
    const dataset = study.dataset().value;
    const { doc } = study;
    const predicted = dataset?.roles.label === undefined ? study.column("prediction") : undefined;
    const named = this.#named([value, dataset, doc.value.edits.relabel, predicted], () =>
      namedRegions(value, study),
    );
    const categories = coloring && "categories" in coloring ? coloring.categories : undefined;
    const labels = this.#labels([value, named, points, visible, categories], () =>
      regionLabels(value, named, points, { shown: points.among(visible), categories }),
    );
    return { regions, names: named.names, labels };
  }

  #texts(
    options: MapOptions,
    search: Search | undefined,
    points: Points,
    words: boolean,
    comparing: boolean,
  ): Pick<MapNow, "anchors" | "gap" | "prompts"> {
    const { study } = this.explorer;
    const nothing = { anchors: this.#none, gap: undefined, prompts: new Map<string, string>() };
    const asked = search && "text" in search.query ? [search.query.text] : [];
    if (!words || !points.meaningful || comparing || !options.texts) return nothing;
    const found = study.anchors({ texts: asked }).value;
    if (!found) return nothing;
    const classes = study.classes().filter(({ out }) => !out);
    const labels = { classes: classes.map(({ names }) => names[0]), texts: asked.map((text) => `“${text}”`) };
    const anchors = this.#anchors([found, points, ...labels.classes, ...labels.texts], () =>
      placeAnchors(found, labels, points),
    );
    const [template] = study.templates();
    const prompts = new Map([
      ...labels.classes.map((name, at) => [`class ${at}`, template.replaceAll("{}", name)] as const),
      ...asked.map((text, at) => [`text ${at}`, text] as const),
    ]);
    return { anchors, gap: found.gap, prompts };
  }

  #compared(
    options: MapOptions,
    dataset: OpenedDataset,
    shown: RowSet,
    positions: MapPositions | undefined,
  ): Compared {
    const { study } = this.explorer;
    const { doc } = study;
    const settings = mapSettingsOf(doc.value);
    const first = study.map();
    if (options.compare === "shift") {
      const column = dataset.roles.shift === undefined ? undefined : dataset.columns.get(dataset.roles.shift);
      const values = column?.kind === "category" ? column.values : [];
      const from = values.includes(options.before) ? options.before : values[0];
      const to = values.includes(options.after) ? options.after : values[1];
      if (from === undefined || to === undefined || dataset.roles.label === undefined) {
        const message = msg(
          "Shifts are compared by the images that have the same label under two of them: choose a column of labels and one of shifts, with at least two values.",
        );
        return { comparison: undefined, titles: ["", ""], message };
      }
      const title = valueTitles(values);
      const titles = [title(from), title(to)] as const;
      const comparison = this.#comparison(
        [positions, dataset, from, to, shown],
        () => positions && compareShifts(positions, dataset, [from, to], shown),
      );
      const few = msg("Fewer than four labels have images under both.");
      return { comparison, titles, message: first.value ? few : msg("The map is being laid out…") };
    }
    const isModel = options.compare === "model";
    if (isModel && !doc.value.compareWith) {
      const message = msg("No second model is open: open one in the study's panel, under the model.");
      return { comparison: undefined, titles: ["", ""], message };
    }
    const seed = options.seed ?? doc.value.seed;
    const other = options.otherSeed ?? seed + 1;
    const second = isModel ? study.map(settings, "compareWith") : study.map({ ...settings, seed: other });
    const titles = isModel
      ? ([study.model().value?.id.name ?? "", study.model("compareWith").value?.id.name ?? ""] as const)
      : ([msg(str`Seed ${seed}`), msg(str`Seed ${other}`)] as const);
    const [a, b] = [first.value?.positions, second.value?.positions];
    const comparison = this.#comparison([a, b], () => a && b && compareMaps(a, b));
    return {
      comparison,
      titles,
      message: second.error?.message ?? first.error?.message ?? msg("The second map is being laid out…"),
    };
  }
}

/** The rows shown whose category is not hidden. */
function visibleRows(shown: RowSet, coloring: Coloring | undefined, hidden: readonly string[]): RowSet {
  if (!coloring || !("categories" in coloring) || hidden.length === 0) return shown;
  const { codes, entries } = coloring.categories;
  const ids = new Set(hidden);
  const away = entries.map(({ id }) => ids.has(id));
  return shown.and(rowSet(shown.size, (row) => !away[codes[row]]));
}

const legendOf = (coloring: Coloring | undefined, ramp: Omit<Amounts, "values">): MapLegend => ({
  entries: coloring && "categories" in coloring ? coloring.categories.entries.filter(({ n }) => n > 0) : [],
  ramp:
    coloring && "values" in coloring
      ? { title: coloring.title, amounts: { ...ramp, values: coloring.values } }
      : undefined,
});

/** Converts a coloring of rows to one of points. */
function onPoints(
  points: Points,
  coloring: Coloring | undefined,
  ramp: Omit<Amounts, "values">,
): Pick<DrawnPoints, "categories" | "amounts"> {
  if (!coloring) return {};
  if ("values" in coloring) return { amounts: { ...ramp, values: points.take(coloring.values) } };
  const { codes, entries } = coloring.categories;
  return { categories: { codes: points.take(codes), entries } };
}
