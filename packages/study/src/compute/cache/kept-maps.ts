import type { Manifest } from "@clipscope/toolkit";
import type { EmbeddedImages } from "../../embed/embedded-images.js";
import type { Evaluation } from "../../evaluate/evaluation.js";
import type { MapEvaluation, MapInputs } from "../../evaluate/map.js";
import type { Cache } from "../cache.js";
import { checksum } from "./checksum.js";

/** Raised when equal inputs get other positions, or when the layout of the bytes changes. */
const VERSION = 1;
/** Number of maps kept: each change of a setting makes one. */
const MOST = 64;

/** Settings that change positions, as requested. */
export type MapSettings = Pick<
  MapInputs,
  "method" | "nNeighbors" | "minDist" | "metric" | "nEpochs" | "start" | "seed"
>;

/**
 * Maps kept in a cache under a hash of the vectors and all settings, so that an equal map is read instead of computed.
 */
export class KeptMaps {
  readonly #used = new Set<string>();

  constructor(private readonly cache: Cache | undefined) {}

  /** The map of these images: from the cache, or made by `compute` and kept. */
  async get(
    images: EmbeddedImages,
    settings: MapSettings,
    compute: () => Promise<Evaluation<MapEvaluation>>,
  ): Promise<Evaluation<MapEvaluation>> {
    const { cache } = this;
    if (!cache) return compute();
    const key = keyOf(images, settings);
    this.#used.add(key);
    const bytes = await cache.read(key);
    const known = bytes && decode(bytes, images.rows);
    if (known) return known;
    const made = await compute();
    void this.#keep(cache, key, encode(made)); // never rejects
    return made;
  }

  async #keep(cache: Cache, key: string, bytes: Uint8Array): Promise<void> {
    await cache.write(key, bytes);
    const all = await cache.keys(FOLDER);
    const unused = all.filter((each) => !this.#used.has(each));
    for (const each of unused.slice(0, Math.max(0, all.length - MOST))) await cache.forget(each);
  }
}

const FOLDER = "maps/";

/** Prefix of the maps of a model's vectors, or of all. */
export const mapsFolder = (model?: string): string =>
  model === undefined ? FOLDER : `${FOLDER}${encodeURIComponent(model)}/`;

/** Identifies a map: its data, rows, vectors and settings. */
function keyOf({ embeddings, rows, encoder, dataset, features, decoding }: EmbeddedImages, settings: object) {
  const { data, cols } = embeddings;
  const about = {
    VERSION,
    dataset: [dataset.name, dataset.hash],
    cols,
    encoder,
    features,
    decoding,
    settings,
  };
  const parts = [new TextEncoder().encode(JSON.stringify(about)), bytesOf(rows), bytesOf(data)];
  const hash = [0, 1]
    .map((seed) => parts.reduce((sum, part) => checksum(part, sum), seed))
    .map((part) => part.toString(16).padStart(8, "0"));
  return `${mapsFolder(encoder.hash ?? encoder.name)}${hash.join("")}`;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer, byteOffset, byteLength);

interface Head {
  manifest: Manifest;
  rows: number;
  /** Bytes per position along an axis. */
  size: 4 | 8;
  checksum: number;
}

/** The header's length, the header as JSON, padding to 8 bytes, x and y. */
function encode({ result: { x, y }, manifest }: Evaluation<MapEvaluation>): Uint8Array {
  const size = x instanceof Float64Array ? 8 : 4;
  const body = new Uint8Array(2 * x.byteLength);
  body.set(bytesOf(x));
  body.set(bytesOf(y), x.byteLength);
  const head: Head = { manifest, rows: x.length, size, checksum: checksum(body) };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const start = Math.ceil((4 + json.length) / 8) * 8;
  const bytes = new Uint8Array(start + body.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  bytes.set(body, start);
  return bytes;
}

/** A kept map; undefined if it is damaged or has another number of rows. */
function decode(bytes: Uint8Array, rows: Int32Array): Evaluation<MapEvaluation> | undefined {
  if (bytes.length < 4) return undefined;
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const body = bytes.slice(Math.ceil(end / 8) * 8);
  let head: Head;
  try {
    head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end)));
  } catch {
    return undefined;
  }
  if (head.rows !== rows.length || body.length !== 2 * head.rows * head.size) return undefined;
  if (checksum(body) !== head.checksum) return undefined;
  const Kind = head.size === 8 ? Float64Array : Float32Array;
  const axis = (at: number) => new Kind(body.buffer, at * head.rows * head.size, head.rows);
  return { result: { rows, x: axis(0), y: axis(1) }, manifest: head.manifest };
}
