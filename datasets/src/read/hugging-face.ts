import { isSplitName } from "../roles.js";

/**
 * Column metadata: the feature description by Hugging Face `datasets` in the "huggingface" metadata of
 * Parquet and Arrow files, or the ordered values of a dictionary.
 */
export type Feature =
  | { kind: "categories"; values: readonly string[] }
  | { kind: "class"; names: readonly string[] }
  | { kind: "image" }
  | { kind: "list"; of: Feature }
  | { kind: "value"; dtype: string };

/** Features by column; empty if the metadata are missing or malformed. */
export function parseFeatures(metadata: string | undefined): Map<string, Feature> {
  const found = new Map<string, Feature>();
  if (metadata === undefined) return found;
  let json: { info?: { features?: unknown } };
  try {
    json = JSON.parse(metadata);
  } catch {
    return found;
  }
  const features = json?.info?.features;
  if (typeof features !== "object" || features === null) return found;
  for (const [name, feature] of Object.entries(features)) {
    const parsed = parseFeature(feature);
    if (parsed) found.set(name, parsed);
  }
  return found;
}

function parseFeature(json: unknown): Feature | undefined {
  if (Array.isArray(json)) return listOf(json[0]); // how older versions write a list
  if (typeof json !== "object" || json === null) return undefined;
  const { _type, names, feature, dtype } = json as Record<string, unknown>;
  if (_type === "ClassLabel" && Array.isArray(names)) return { kind: "class", names: names.map(String) };
  if (_type === "Image") return { kind: "image" };
  if (_type === "Sequence" || _type === "List" || _type === "LargeList") return listOf(feature);
  if (_type === "Value") return { kind: "value", dtype: String(dtype) };
  return undefined;
}

function listOf(json: unknown): Feature | undefined {
  const of = parseFeature(json);
  return of && { kind: "list", of };
}

/**
 * The split in a file's name or folder, in the hub's shard naming: "train" for
 * `data/train-00000-of-00002.parquet`, `train/0000.parquet` and `cats-train.arrow`.
 */
export function splitOf(path: string): string | undefined {
  const shard = /(?:^|[/_-])([A-Za-z][A-Za-z0-9.]*)-\d{5}-of-\d{5}(?:-[0-9a-f]+)?\.[a-z]+$/.exec(path)?.[1];
  if (shard !== undefined && isSplitName(shard)) return shard;
  const parts = path.toLowerCase().split("/");
  const name = parts.pop() ?? "";
  const ending =
    name
      .replace(/\.[a-z]+$/, "")
      .split(/[_-]/)
      .at(-1) ?? "";
  // `save_to_disk` calls each file data and keeps a folder a split.
  return [ending, ...parts.reverse()].find(isSplitName) ?? (shard === "data" ? undefined : shard);
}
