/** A process that loads a folder's model and embeds images and texts, and prints the most memory that it had, in bytes. */
import { readFile } from "node:fs/promises";
import { loadClip } from "@clipscope/core";

const [folder, streams] = process.argv.slice(2);
const clip = await loadClip(folder, { engine: "onnx", streams: Number(streams) });
const data = new Uint8Array(224 * 224 * 3).fill(100);
await clip.embedImages(Array(32).fill({ width: 224, height: 224, data }));
await clip.embedTexts(Array.from({ length: 64 }, (_, i) => `a photo of the number ${i}`));
clip.dispose();
const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(await readFile("/proc/self/status", "utf8"));
console.log(Number(kilobytes) * 1024);
