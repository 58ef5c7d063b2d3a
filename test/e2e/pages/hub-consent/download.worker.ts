import { type HubOptions, readCheckpoint } from "@clipscope/core";

type Asked = { load: string; hub: HubOptions } | { reach: string };

addEventListener("message", async ({ data }: MessageEvent<Asked>) => {
  postMessage("load" in data ? await load(data.load, data.hub) : await reach(data.reach));
});

const reach = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

/** The number of tensors and the bytes shown while they came, or the error. */
async function load(source: string, hub: HubOptions) {
  const bytes: number[] = [];
  let total = 0;
  try {
    const { tensors } = await readCheckpoint(source, {
      hub,
      onProgress: (progress) => {
        bytes.push(progress.done);
        total = progress.total;
      },
    });
    return { tensors: tensors.size, bytes, total };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  }
}
