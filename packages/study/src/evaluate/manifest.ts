import { createManifest, hashTexts, type Manifest } from "@clipscope/toolkit";
import { countFailures, type EmbeddedImages } from "../embed/embedded-images.js";
import type { EncoderId } from "../encoder/encoder.js";
import { ownVersions } from "../versions.js";
import type { EvaluatedClass } from "./classes.js";
import type { How } from "./evaluation.js";

interface Contents {
  kind: string;
  images: EmbeddedImages;
  /** Model of the texts. Default: that of the images. */
  encoder?: EncoderId;
  classes?: readonly EvaluatedClass[];
  templates?: readonly string[];
  seed?: number;
  options?: Record<string, unknown>;
  /** Number of rows left out, other than those without an embedding, by reason. */
  leftOut?: Readonly<Record<string, number>>;
  testSplits?: readonly string[];
}

/** The manifest of a result about embedded images. */
export async function manifestOf(contents: Contents, how: How): Promise<Manifest> {
  const { kind, images, classes, templates, seed, options = {} } = contents;
  const encoder = contents.encoder ?? images.encoder;
  const { name, hash, dtype, engine, backend } = encoder;
  const leftOut = without0({ ...countFailures(images.failures), ...contents.leftOut });
  return createManifest({
    kind,
    model: { name, dtype, engine, backend, ...(hash ? { hash } : {}) },
    dataset: { ...images.dataset, rows: images.rows.length },
    ...(classes && {
      classes: { count: classes.length, hash: await hashTexts(classes.map(({ names }) => names.join("\n"))) },
    }),
    ...(templates && {
      templates: { count: templates.length, hash: await hashTexts(templates), texts: [...templates] },
    }),
    ...(seed !== undefined && { seed }),
    ...(Object.keys(leftOut).length > 0 && { leftOut }),
    options: {
      features: images.features,
      ...(images.features === "imported" && { vectors: images.encoder.name }),
      ...(images.decoding && { decoding: images.decoding }),
      ...options,
    },
    ...(contents.testSplits && { testSplits: contents.testSplits }),
    versions: { ...ownVersions(), ...how.versions },
  });
}

const without0 = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
