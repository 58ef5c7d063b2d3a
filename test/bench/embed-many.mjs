/** A process that embeds the files that it is sent, and answers with its resident size after each batch. */
import { loadClip } from "@clipscope/core";
import { miniFolder } from "@clipscope/mini";

process.once("message", async (files) => {
  const clip = await loadClip(miniFolder(), { engine: "onnx" });
  const looks = [];
  const onProgress = ({ done }) => looks.push({ done, rss: process.memoryUsage.rss() });
  await clip.embedImages(files, { batchSize: 16, onProgress });
  clip.dispose();
  process.send(looks, () => process.disconnect());
});
