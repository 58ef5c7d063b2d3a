import { blobSource } from "../read/memory-source.js";
import { folderOf, nameOf } from "../read/opened.js";
import { readSafetensorsHeader } from "../read/safetensors-header.js";
import { isWeight } from "../read/weight-names.js";
import type { NamedFile } from "./named-file.js";

/** A model among files. */
export interface Model {
  title: string;
  /** Whether a config lies beside the weights; without one, they may be anything that PyTorch saved. */
  hasConfig: boolean;
  /** Its folder's path with a "/" at the end; "" for files given without a folder. */
  folder: string;
  files: readonly NamedFile[];
}

const CONFIG = /^(?:open_clip_)?config\.json$/i;
const WEIGHTS = /\.(?:safetensors|pt|pth|ckpt|bin)$/i;

/**
 * Finds the models among files: folders with a config and weights, or else files of weights without a config. Only
 * the models nearest to the top are listed. `refused` says why files that look like a model can't be opened as one.
 */
export async function findModels(
  files: readonly NamedFile[],
  pause: () => Promise<void> | undefined,
): Promise<{ models: Model[]; refused?: string }> {
  const configured = new Set<string>();
  const candidates: NamedFile[] = [];
  let [graph, archive]: (NamedFile | undefined)[] = [];
  for (const each of files) {
    await pause();
    if (CONFIG.test(nameOf(each.path))) configured.add(folderOf(each.path));
    else if (WEIGHTS.test(each.path)) candidates.push(each);
    else if (/\.(?:onnx|gguf)$/i.test(each.path)) graph ??= each;
    else if (files.length === 1 && /\.npz$/i.test(each.path)) archive = each;
  }
  const byDepth = (a: NamedFile, b: NamedFile) => depthOf(a.path) - depthOf(b.path);
  const weights: NamedFile[] = [];
  for (const each of candidates.sort(byDepth)) {
    const isFurther = weights.length > 0 && depthOf(each.path) > depthOf(weights[0].path);
    if (isFurther && configured.has(folderOf(weights[0].path))) break;
    if (await hasWeights(each)) weights.push(each);
  }
  const folders = new Set(weights.map(({ path }) => folderOf(path)).filter((each) => configured.has(each)));
  if (folders.size > 0) {
    const nearest = Math.min(...Array.from(folders, depthOf));
    const models = [...folders]
      .filter((each) => depthOf(each) === nearest)
      .map((each) => inFolder(each, files));
    return { models };
  }
  if (weights.length > 0) return { models: weights.map((each) => alone(each, files)) };
  const named = archive && (await weightsInArchive(archive));
  if (archive && named) {
    const refused = `${archive.path} holds a model's weights (${named} …), and models are not read from NumPy's archives: save them as safetensors.`;
    return { models: [], refused };
  }
  if (!graph) return { models: [] };
  return {
    models: [],
    refused: `${graph.path} is a model in a format that is not read: give the checkpoint that it was made from, with model.safetensors or pytorch_model.bin.`,
  };
}

const depthOf = (path: string) => path.split("/").length;

function inFolder(folder: string, files: readonly NamedFile[]): Model {
  return {
    title: nameOf(folder) || "The chosen model",
    hasConfig: true,
    folder: folder === "" ? "" : `${folder}/`,
    files: files.filter(({ path }) => folderOf(path) === folder),
  };
}

/** A file of weights, with the files beside it that may be its vocabulary and settings. */
function alone(weights: NamedFile, files: readonly NamedFile[]): Model {
  const { folder, files: all } = inFolder(folderOf(weights.path), files);
  const beside = all.filter(({ path }) => /\.(?:json|txt|txt\.gz)$/i.test(path));
  return { title: nameOf(weights.path), hasConfig: false, folder, files: [weights, ...beside] };
}

/** Whether a file holds weights rather than embeddings or a table's numbers. */
async function hasWeights({ path, file }: NamedFile): Promise<boolean> {
  if (/\.safetensors$/i.test(path)) {
    // A damaged header is explained by the reader of models in a model's folder, and by that of data elsewhere.
    const header = await readSafetensorsHeader(blobSource(path, file)).catch(() => undefined);
    return header?.tensors.some(({ name }) => isWeight(name)) ?? false;
  }
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isZip = head[0] === 0x50 && head[1] === 0x4b;
  const isPickle = head[0] === 0x80;
  return isZip || isPickle;
}

async function weightsInArchive({ path, file }: NamedFile): Promise<string | undefined> {
  const { readZipMembers } = await import("../read/zip.js");
  const members = await readZipMembers(blobSource(path, file)).catch(() => []);
  return members.map((member) => member.path.replace(/\.npy$/i, "")).find(isWeight);
}
