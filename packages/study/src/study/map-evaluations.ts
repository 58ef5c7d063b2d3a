import type {
  Anchors,
  MapPositions,
  MapQuality,
  MapRegions,
  MapRequest,
  MapStability,
  NeighborGraph,
} from "../compute/compute.js";
import type { StudyDocument } from "../document/document.js";
import { Computation } from "./computation.js";
import type { Derived } from "./derived.js";
import { keyOf } from "./key-of.js";
import { embeddedOf, type Sources } from "./sources.js";
import type { LaidOutMap, MapSettings, Which } from "./study.js";
import type { Texts } from "./texts.js";
import { type WorkHow, want } from "./wanted.js";

/** Number of neighbors by which maps are judged. */
const NEIGHBORS = 15;
/** Number of layouts that stability is measured on. */
const LAYOUTS = 3;
/** Number of images by which a text is placed: at most this many, and a 40th of few images, but not fewer than three. */
const NEAREST = 10;
const FEWEST = 3;

/** Maps of a study, and what is measured on them. */
export class MapEvaluations {
  readonly #maps = new Computation<LaidOutMap, MapPositions>();
  readonly #graphs = new Computation<NeighborGraph>({ count: 8 });
  readonly #qualities = new Computation<MapQuality>();
  readonly #regions = new Computation<MapRegions>();
  readonly #stabilities = new Computation<MapStability>({ count: 8 });
  readonly #anchors = new Computation<Anchors>();

  constructor(
    readonly sources: Sources,
    readonly texts: Texts,
  ) {}

  map(doc: StudyDocument, settings: MapSettings, which: Which): Derived<LaidOutMap> {
    return want(this.#maps, this, {
      ...{ doc, which, needs: [], use: keyOf("map", which), unit: "" },
      parts: [requestOf(doc, settings)],
      title: ({ title }) => `Map ${title}`,
      work: async (how) => {
        const request = { ...embeddedOf(doc, which), ...requestOf(doc, settings) };
        const { result, manifest } = await this.sources.compute.map(request, how);
        return { positions: result, manifest };
      },
      again: () => this.map(doc, settings, which),
    });
  }

  mapNow(doc: StudyDocument, settings: MapSettings, which: Which): MapPositions | undefined {
    const { key, value } = this.map(doc, settings, which);
    return value?.positions ?? this.#maps.partial(key);
  }

  graph(doc: StudyDocument, k: number, metric: MapSettings["metric"], which: Which): Derived<NeighborGraph> {
    return want(this.#graphs, this, {
      ...{ doc, which, needs: [], use: keyOf("neighbors", which) },
      parts: [k, metric ?? "cosine"],
      title: ({ title }) => `Find neighbors in ${title}`,
      work: (how) =>
        this.sources.compute.neighborGraph({ ...embeddedOf(doc, which), k, ...metricOf({ metric }) }, how),
      again: () => this.graph(doc, k, metric, which),
    });
  }

  quality(doc: StudyDocument, settings: MapSettings, which: Which): Derived<MapQuality> {
    return this.#onMap(
      this.#qualities,
      doc,
      settings,
      which,
      "honesty",
      "Compare neighbors on the map of",
      (request, how) => this.sources.compute.mapQuality(request, how),
    );
  }

  regions(doc: StudyDocument, settings: MapSettings, which: Which): Derived<MapRegions> {
    return this.#onMap(
      this.#regions,
      doc,
      settings,
      which,
      "regions",
      "Find regions on the map of",
      (request, how) => this.sources.compute.mapRegions(request, how),
    );
  }

  stability(doc: StudyDocument, settings: MapSettings): Derived<MapStability> {
    const { seed, ...rest } = requestOf(doc, settings);
    const seeds = Array.from({ length: LAYOUTS }, (_, i) => seed + i);
    return want(this.#stabilities, this, {
      ...{ doc, which: "model", needs: [], use: "stability", unit: "" },
      parts: [rest, seeds],
      title: ({ title }) => `Lay out ${title} with ${LAYOUTS} seeds`,
      work: (how) =>
        this.sources.compute.mapStability({ ...embeddedOf(doc, "model"), ...rest, seeds, k: NEIGHBORS }, how),
      again: () => this.stability(doc, settings),
    });
  }

  anchors(doc: StudyDocument, set: string, texts: readonly string[], which: Which): Derived<Anchors> {
    const classes = this.texts.classList(doc, set);
    const templates = this.texts.templates(doc, set);
    const rows = this.sources.embedded(doc, which).value?.rows.length ?? 0;
    const nearest = Math.min(NEAREST, Math.max(FEWEST, Math.round(rows / 40)));
    return want(this.#anchors, this, {
      ...{ doc, which, needs: ["model"], use: keyOf("anchors", set, which) },
      parts: [classes, templates, texts],
      title: ({ title }) => `Place texts among ${title}`,
      work: (how) =>
        this.sources.compute.anchors(
          { ...embeddedOf(doc, which), seed: doc.seed, classes, templates, texts, k: nearest },
          how,
        ),
      again: () => this.anchors(doc, set, texts, which),
    });
  }

  dispose(): void {
    const all = [this.#maps, this.#graphs, this.#qualities, this.#regions, this.#stabilities, this.#anchors];
    for (const computation of all) computation.dispose();
  }

  /** Something measured on a finished map. */
  #onMap<T>(
    computation: Computation<T>,
    doc: StudyDocument,
    settings: MapSettings,
    which: Which,
    what: string,
    title: string,
    run: (
      request: ReturnType<typeof embeddedOf> & { positions: MapPositions; k: number },
      how: WorkHow<never>,
    ) => Promise<T>,
  ): Derived<T> {
    const map = this.map(doc, settings, which);
    const use = keyOf(what, which);
    const again = () => this.#onMap(computation, doc, settings, which, what, title, run);
    const { value } = map;
    if (!value) return computation.after(map, use, again);
    return want(computation, this, {
      ...{ doc, which, needs: [], use },
      parts: [requestOf(doc, settings)],
      title: (dataset) => `${title} ${dataset.title}`,
      work: (how) => {
        const { positions } = value;
        return run({ ...embeddedOf(doc, which), positions, k: NEIGHBORS, ...metricOf(settings) }, how);
      },
      again,
    });
  }
}

/** The settings of a request for a map, with the document's seed unless the settings have one. */
const requestOf = (doc: StudyDocument, settings: MapSettings): Settings => ({ seed: doc.seed, ...settings });

type Settings = MapSettings & Pick<MapRequest, "seed">;

const metricOf = ({ metric }: Pick<MapSettings, "metric">) => (metric ? { metric } : {});
