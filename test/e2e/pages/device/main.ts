import { type BackendName, type Clip, ClipscopeError, loadClip } from "@clipscope/core";
import { relevance } from "@clipscope/core/inside";
import * as tf from "@tensorflow/tfjs";

const model = () => new URL("goldens/models/gelu", document.baseURI).href;
const texts = ["apple", "red apple", "a red apple"];
const image = { width: 30, height: 30, data: new Uint8Array(30 * 30 * 3).map((_, i) => i % 251) };
const load = (backend: BackendName) => loadClip(model(), { engine: "tfjs", backend });

interface Insides {
  read(id: object): Promise<unknown>;
  gpgpu?: { gl: WebGL2RenderingContext };
  device?: { destroy(): void };
}
const insides = () => tf.backend() as unknown as Insides;

/** Takes the graphics card away from tfjs, as a browser does. */
function lose(): void {
  const { gpgpu, device } = insides();
  gpgpu?.gl.getExtension("WEBGL_lose_context")?.loseContext();
  device?.destroy();
}

const jobs = {
  /** Between two batches. */
  between: (clip: Clip) => clip.embedTexts(texts, { batchSize: 1, onProgress: lose }),
  /** While a result is being read. */
  reading: (clip: Clip) => {
    const backend = insides();
    const read = backend.read.bind(backend);
    backend.read = (id) => {
      const values = read(id);
      lose();
      return values;
    };
    return clip.embedTexts(texts, { batchSize: 1 });
  },
  /** In the middle of a long look inside. */
  inside: (clip: Clip) => {
    setTimeout(lose, 30);
    return relevance(clip, image, texts[1]);
  },
};

async function outcome(job: Promise<unknown>): Promise<string> {
  const late = new Promise<string>((resolve) => setTimeout(() => resolve("still waiting"), 20_000));
  const done = job.then(
    () => "done",
    (error) => (error instanceof ClipscopeError ? `${error.code}: ${error.message}` : String(error)),
  );
  return Promise.race([done, late]);
}

/** Loses the graphics device at each stage, and reports how the model fails and how one loaded afterwards works. */
async function lost(backend: BackendName) {
  const embed = (clip: Clip) => clip.embedTexts([texts[2]]);
  let clip = await load(backend);
  const embeddings = [Array.from((await embed(clip)).data)];
  const reports: Record<string, string> = {};
  for (const [moment, job] of Object.entries(jobs)) {
    const old = clip;
    reports[moment] = await outcome(job(old));
    reports[`after ${moment}`] = await outcome(embed(old));
    clip = await load(backend);
    embeddings.push(Array.from((await embed(clip)).data));
    reports[`after ${moment} and loading`] = await outcome(embed(old));
    old.dispose();
  }
  clip.dispose();
  return { reports, embeddings };
}

Object.assign(globalThis, { lost });
