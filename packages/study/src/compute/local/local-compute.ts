import { zeroShot } from "@clipscope/toolkit";
import { ClipscopeError, type Embeddings as EmbeddingRows, throwIfCancelled } from "@clipscope/types";
import { evaluateCalibration } from "../../evaluate/calibration.js";
import type { CorruptionScores } from "../../evaluate/corruptions.js";
import { evaluateCorruptions } from "../../evaluate/corruptions.js";
import type { How } from "../../evaluate/evaluation.js";
import { evaluateFewShot } from "../../evaluate/few-shot.js";
import { evaluateFindings } from "../../evaluate/findings.js";
import { layOutMap } from "../../evaluate/map.js";
import { evaluateProbe } from "../../evaluate/probe.js";
import { evaluateShifts } from "../../evaluate/shifts.js";
import { evaluateTemplates } from "../../evaluate/templates.js";
import { cachedVectorStore } from "../cache/cached-vector-store.js";
import { KeptMaps, mapsFolder } from "../cache/kept-maps.js";
import type {
  CallHow,
  Compute,
  CorruptedPicture,
  Embedded,
  MapPositions,
  Scores,
  ScoresSoFar,
  TextsRequest,
} from "../compute.js";
import { findAnchors } from "./anchors.js";
import { classCosines, studyCosineFacts } from "./class-cosines.js";
import { classInputs } from "./class-inputs.js";
import { ClassVectors } from "./class-vectors.js";
import { classifyImages } from "./classify-images.js";
import { corruptImage, corruptPictures } from "./corrupt-images.js";
import { OpenDatasets } from "./datasets.js";
import { Embeddings } from "./embeddings.js";
import { describeModel, OpenEncoders } from "./encoders.js";
import { Looks } from "./looks.js";
import { findIn, mapQuality, mapRegions, neighborGraph, stabilityOf } from "./map-requests.js";
import { NeighborGraphs } from "./neighbor-graphs.js";
import type { LocalComputeOptions } from "./options.js";
import { ProvidedFiles } from "./provided.js";
import { relatedClasses } from "./related-classes.js";
import { scoreStudy } from "./score-study.js";
import { type RunHow, SharedRuns } from "./shared-runs.js";
import { SharedSpace } from "./shared-space.js";
import { sharpening } from "./sharpening.js";
import { findSimilar } from "./similar.js";
import { describeData } from "./study-data.js";
import { type ImagesChoice, recorded, type StudyImages, withImages } from "./study-images.js";
import { studyNone } from "./study-none.js";
import { StudyTiles } from "./tiles.js";
import { Trainings } from "./trainings.js";

/**
 * A `Compute` that runs in the calling thread: in Node, or in a page's worker. Requests share open data, models,
 * embeddings and text embeddings; equal requests that run at the same time share one computation.
 */
export function localCompute(options: LocalComputeOptions = {}): Compute {
  const provided = new ProvidedFiles();
  const datasets = new OpenDatasets(options.builtins?.data ?? {}, provided);
  const store = options.store ?? (options.cache && cachedVectorStore(options.cache));
  const encoders = new OpenEncoders({ ...options, store }, provided);
  const embeddings = new Embeddings(store);
  const space = new SharedSpace();
  const vectors = new ClassVectors(store);
  const graphs = new NeighborGraphs(options.umap);
  const maps = new KeptMaps(options.cache);
  const tiles = new StudyTiles(datasets, encoders);
  const looks = new Looks(datasets, encoders, options);
  const trainings = new Trainings(datasets, options.load);
  const sources = { datasets, encoders, embeddings };
  const runs = new SharedRuns();

  /** Answers a request, sharing the run of an equal one. */
  function shared<T, P = never>(
    name: string,
    what: string,
    request: object,
    how: CallHow<P> | undefined,
    work: (run: RunHow<P>) => Promise<T>,
  ): Promise<T> {
    return runs.get(`${name} ${JSON.stringify(request)}`, what, work, how);
  }

  /** Answers a request about embedded images. */
  function about<R extends Embedded, T, P = never>(
    name: string,
    what: string,
    request: R,
    how: CallHow<P> | undefined,
    choice: ImagesChoice,
    work: (inputs: StudyImages, how: How, run: RunHow<P>) => Promise<T>,
  ): Promise<T> {
    return shared<T, P>(name, what, request, how, (run) =>
      withImages(sources, request, { described: true, ...choice }, run, (inputs) =>
        work(inputs, { texts: inputs.texts, signal: run.signal, onProgress: run.onProgress }, run),
      ),
    );
  }

  const extensions =
    options.extensions?.({
      withEncoder: (model, how, work) => encoders.use(model, how, ({ encoder }) => work(encoder)),
    }) ?? {};

  return {
    provide: (name, files) => provided.set(name, files),

    openDataset: ({ data }, how) =>
      shared("openDataset", "Opening the data", data, how, async (run) =>
        describeData(await datasets.open(data.ref, run), data),
      ),

    openModel: ({ model }, how) =>
      shared("openModel", "Opening the model", model, how, (run) =>
        encoders.use(model, { ...run, described: true }, async (open) => describeModel(open)),
      ),

    embed: (request, how) =>
      about("embed", "Embedding the data", request, how, {}, async ({ images, reused }) => {
        const { rows, embeddings, features, encoder, failures } = images;
        return { rows: rows.slice(), width: embeddings.cols, features, encoder, failures, reused };
      }),

    scores: (request, how) =>
      about<typeof request, Scores, ScoresSoFar>(
        "scores",
        "Scoring",
        request,
        how,
        {},
        async (inputs, evaluating, run) => {
          const { dataset, images, encoder } = inputs;
          const { signal, onProgress, onPartial } = run;
          const options = { logitScale: encoder.logitScale, topK: request.topK ?? 5 };
          const scores = await scoreStudy(
            {
              dataset,
              images,
              encoder,
              request,
              classifier: (classes, templates, judge) => {
                const scoreSoFar = (classifier: EmbeddingRows) =>
                  judge(zeroShot(space.of(images, encoder), classifier, options));
                const onEnsemble = sharpening(scoreSoFar, onPartial);
                return vectors.of(encoder, classes, templates, { ...evaluating, onEnsemble });
              },
              score: (classifier, topK) =>
                space.score(images, encoder, classifier, { topK, signal, onProgress }),
            },
            evaluating,
          );
          const { manifest } = recorded({ result: scores, manifest: scores.manifest }, inputs);
          return { ...scores, manifest };
        },
      ),

    map: ({ method, nNeighbors, minDist, metric, nEpochs, ...request }, how) =>
      about<typeof request & object, Awaited<ReturnType<Compute["map"]>>, MapPositions>(
        `map ${JSON.stringify([method, nNeighbors, minDist, metric, nEpochs])}`,
        "The map",
        request,
        how,
        {},
        async (inputs, { texts: _, ...evaluating }, run) => {
          const { onPartial } = run;
          const { dataset, images } = inputs;
          const given = Object.entries({ method, nNeighbors, minDist, metric, nEpochs });
          const settings = {
            ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
            seed: request.seed,
          };
          const found = await maps.get(images, settings, () =>
            layOutMap(
              { dataset, images, ...settings },
              {
                ...evaluating,
                ...options.umap,
                neighbors: findIn(inputs, graphs, run),
                onPositions: ({ x, y }) => onPartial({ rows: images.rows, x, y }),
              },
            ),
          );
          const { sample } = inputs.options;
          return recorded(found, { dataset, options: sample ? { sample } : {} });
        },
      ),

    neighborGraph: ({ k, metric, ...request }, how) =>
      about(`neighborGraph ${k} ${metric}`, "The search", request, how, {}, (inputs, _, run) =>
        neighborGraph(inputs, findIn(inputs, graphs, run), { k, metric }),
      ),

    // Positions are not compared, so these requests are not shared.
    mapQuality: ({ positions, k, metric, ...request }, how) =>
      about(`mapQuality ${nextId()}`, "Measuring the map", request, how, {}, (inputs, _, run) =>
        mapQuality(inputs, findIn(inputs, graphs, run), { positions, k, metric }),
      ),

    mapRegions: ({ positions, k, metric, ...request }, how) =>
      about(`mapRegions ${nextId()}`, "Dividing the map", request, how, {}, (inputs, evaluating, run) =>
        mapRegions(inputs, findIn(inputs, graphs, run), { positions, k, metric }, evaluating),
      ),

    mapStability: (request, how) =>
      about(
        "mapStability",
        "Comparing layouts",
        request,
        how,
        {},
        (inputs, { texts: _, ...evaluating }, run) => {
          const { data: _data, model: _model, vectors: _vectors, ...asked } = request;
          const neighbors = findIn(inputs, graphs, run);
          return stabilityOf(inputs, asked, { ...evaluating, ...options.umap, neighbors });
        },
      ),

    anchors: (request, how) =>
      about("anchors", "Placing texts", request, how, {}, (inputs, evaluating) =>
        findAnchors(inputs, request, space, vectors, evaluating),
      ),

    similarity: (request, how) => {
      const work = (inputs: StudyImages, evaluating: How) =>
        findSimilar(inputs, request.query, space, evaluating);
      if (!("image" in request.query)) return about("similarity", "The search", request, how, {}, work);
      // Images are not compared, so the request is not shared.
      return about(`similarity ${nextId()}`, "The search", request, how, {}, work);
    },

    classify: async (request, how = {}) => {
      throwIfCancelled(how.signal, "Classifying");
      return runs.get(
        `classify ${nextId()}`,
        "Classifying",
        (run) => encoders.use(request.model, run, (open) => classifyImages(open, request, vectors, run)),
        how,
      );
    },

    classCosines: (request, how) =>
      about("classCosines", "Comparing with the classes", request, how, {}, (inputs, evaluating) =>
        classCosines(inputs, request, { vectors, space }, evaluating),
      ),

    relatedClasses: (request, how) =>
      about("relatedClasses", "Comparing the classes", request, how, {}, (inputs, evaluating) =>
        relatedClasses(inputs, request, vectors, evaluating),
      ),

    cosineFacts: (request, how) =>
      about("cosineFacts", "Comparing cosines", request, how, {}, (inputs, evaluating) =>
        studyCosineFacts(inputs, request, { vectors, space }, evaluating),
      ),

    noneOfThese: (request, how) =>
      about(
        "noneOfThese",
        "Choosing the threshold",
        request,
        how,
        {},
        async (inputs, evaluating, { signal, onProgress }) =>
          recorded(
            await studyNone(inputs, request, { vectors, space }, { ...evaluating, signal, onProgress }),
            inputs,
          ),
      ),

    look: async (request, how = {}) => {
      throwIfCancelled(how.signal, "Looking inside the model");
      return runs.get(`look ${nextId()}`, "Looking inside the model", (run) => looks.look(request, run), how);
    },

    tokens: ({ model, texts }, how) =>
      shared("tokens", "Tokenizing", { model, texts }, how, (run) =>
        encoders.use(model, run, async ({ encoder }) => texts.map((text) => encoder.tokens(text))),
      ),

    shifts: (request, how) => {
      const { shift, reference, baselines, probe = false } = request;
      const features = probe ? "preProjection" : "projected";
      return about("shifts", "Comparing shifts", request, how, { features }, async (inputs, evaluating) => {
        const words = inputs.encoder.width > 0 || !probe ? [{ kind: "zero-shot" } as const] : [];
        const found = await evaluateShifts(
          {
            ...textInputs(inputs, request),
            classifiers: [...words, ...(probe ? [{ kind: "probe" } as const] : [])],
            seed: request.seed,
            ...(shift !== undefined && { shift }),
            ...(reference !== undefined && { reference }),
            ...(baselines !== undefined && { baselines }),
          },
          evaluating,
        );
        return recorded(found, inputs);
      });
    },

    corruptions: ({ known = [], images: count, kinds, severities, probe = false, ...request }, how) =>
      about<typeof request, Awaited<ReturnType<Compute["corruptions"]>>, CorruptionScores>(
        `corruptions ${JSON.stringify([known, count, kinds, severities, probe])}`,
        "Measuring under corruption",
        request,
        how,
        {
          described: false, // corrupted pictures are prepared as the model's own
          ...(probe
            ? BEFORE_PROJECTION
            : count !== undefined && { choose: (rows) => evenlySpaced(rows, count) }),
        },
        async (inputs, evaluating, { onPartial }) => {
          const found = await evaluateCorruptions(
            {
              ...textInputs(inputs, request),
              seed: request.seed,
              ...(kinds && { kinds }),
              ...(severities && { severities }),
              ...(probe && { classifiers: [{ kind: "zero-shot" }, { kind: "probe" }] }),
              ...(probe && count !== undefined && { most: count }),
            },
            { ...evaluating, known, onScores: onPartial },
          );
          return recorded(found, inputs);
        },
      ),

    probe: (request, how) =>
      about("probe", "The probe", request, how, BEFORE_PROJECTION, async (inputs, evaluating) => {
        const { dataset, images } = inputs;
        return recorded(await evaluateProbe({ dataset, images, seed: request.seed }, evaluating), inputs);
      }),

    templates: (request, how) =>
      about("templates", "Comparing templates", request, how, {}, async (inputs, evaluating) => {
        const asked = { ...textInputs(inputs, request), seed: request.seed };
        return recorded(await evaluateTemplates(asked, evaluating), inputs);
      }),

    calibration: (request, how) =>
      about("calibration", "Measuring calibration", request, how, {}, async (inputs, evaluating) => {
        const asked = { ...textInputs(inputs, request), seed: request.seed };
        return recorded(await evaluateCalibration(asked, evaluating), inputs);
      }),

    fewShot: (request, how) =>
      about("fewShot", "The few-shot curve", request, how, BEFORE_PROJECTION, async (inputs, evaluating) => {
        const { vocabulary: _, ...asked } = textInputs(inputs, request);
        return recorded(await evaluateFewShot({ ...asked, seed: request.seed }, evaluating), inputs);
      }),

    findings: (request, how) =>
      about("findings", "Looking for findings", request, how, {}, async (inputs, evaluating) => {
        const { kinds, by, threshold, seed } = request;
        const found = await evaluateFindings(
          {
            ...textInputs(inputs, request),
            seed,
            ...(kinds && { kinds }),
            ...(by && { by }),
            ...(threshold !== undefined && { threshold }),
          },
          evaluating,
        );
        return recorded(found, inputs);
      }),

    train: async (request, how) =>
      runs.get(`train ${request.run}`, "Training", (run) => trainings.train(request, run), how),

    pauseTraining: (request) => trainings.pause(request),

    corruptImage: (request, how) =>
      runs.get(
        `corruptImage ${nextId()}`,
        "Corrupting the image",
        (run) =>
          encoders.use(request.model, run, (open) => corruptImage(open, request, { datasets, vectors }, run)),
        how,
      ),

    corruptPictures: (request, how) =>
      runs.get<void, CorruptedPicture>(
        `corruptPictures ${nextId()}`,
        "Making pictures of the corruptions",
        (run) => encoders.use(request.model, run, (open) => corruptPictures(open, request, datasets, run)),
        how,
      ),

    tiles: (request, how) => tiles.make(request, how),

    extension: async <T>(
      { name, argument }: { name: string; argument: unknown },
      how: CallHow<unknown> = {},
    ) => {
      throwIfCancelled(how.signal, name);
      if (!Object.hasOwn(extensions, name)) {
        throw new ClipscopeError(
          "not-found",
          `This program has no extension "${name}": pass it in the option "extensions" of localCompute.`,
        );
      }
      return (await extensions[name](argument, how)) as T;
    },

    usage: async () => (await options.cache?.usage()) ?? { bytes: 0, where: "memory", parts: [] },

    async forget({ model }) {
      embeddings.forget(model);
      encoders.forgetTexts(model);
      vectors.forget(model);
      await store?.forget(model);
      await options.cache?.forget(mapsFolder(model));
      if (model === undefined) await options.cache?.forget("");
    },

    dispose() {
      runs.stop();
      datasets.stop();
      encoders.stop();
      looks.stop();
      embeddings.forget();
      vectors.forget();
    },
  };
}

const BEFORE_PROJECTION: ImagesChoice = { features: "preProjection" };

function textInputs(
  { dataset, images, encoder }: StudyImages,
  { classes, templates }: Pick<TextsRequest, "classes" | "templates">,
) {
  return { dataset, images, encoder, ...classInputs(classes), ...(templates && { templates }) };
}

/** `count` evenly spaced rows, or all rows if there are fewer. */
function evenlySpaced(rows: Int32Array, count: number): Int32Array {
  if (count >= rows.length) return rows;
  return Int32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]);
}

let lastId = 0;
const nextId = () => ++lastId;
