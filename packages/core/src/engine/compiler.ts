import type { OnnxRuntime } from "./runtime.js";

/** A named input of a graph. */
export interface Feed {
  data: Float32Array | BigInt64Array;
  dims: number[];
}

export type Feeds = Record<string, Feed>;

/** A graph to compile. */
export interface Model {
  /** Contents of the `.onnx` file. */
  bytes: Uint8Array;
  /** Folder of the external files that hold tensors, if any. */
  folder?: string;
}

/** A compiled graph. */
export interface CompiledGraph {
  /** Runs the graph and returns the values of one output. */
  run(feeds: Feeds, output: string): Promise<Float32Array>;
}

/** Compiles graphs, on this thread or on others. */
export interface Compiler {
  compile(model: Model): Promise<CompiledGraph>;
  /** Frees all graphs after pending runs finish. */
  close(): Promise<void>;
}

/**
 * Runs graphs sequentially on this thread, since an onnxruntime-web session can run only one thing at a time.
 */
export function compilerHere({ ort, settings }: Pick<OnnxRuntime, "ort" | "settings">): Compiler {
  const releases: (() => Promise<void>)[] = [];
  const copies = new Map<string, Float32Array>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const result = last.then(job);
    last = result.catch(() => {});
    return result;
  };
  /** Copies data out of shared memory, which ONNX Runtime can't use. */
  const own = (name: string, data: Feed["data"]) => {
    if (data.buffer instanceof ArrayBuffer || !(data instanceof Float32Array)) return data;
    const known = copies.get(name);
    const copy = known && known.length >= data.length ? known : new Float32Array(data.length);
    copies.set(name, copy);
    copy.set(data);
    return copy.subarray(0, data.length);
  };
  return {
    async compile({ bytes, folder }) {
      // The files are mapped into memory and shared by all sessions; packed copies belong to each session.
      const extra = folder && { session: { model_external_initializers_file_folder_path: folder } };
      const options = { ...settings, ...(extra && { extra }), logSeverityLevel: 3 } as const;
      const session = await ort.InferenceSession.create(bytes, options);
      releases.push(() => session.release());
      const run = async (feeds: Feeds, output: string) => {
        const tensors = Object.entries(feeds).map(([name, { data, dims }]) => [
          name,
          new ort.Tensor(data instanceof Float32Array ? "float32" : "int64", own(name, data), dims),
        ]);
        const results = await session.run(Object.fromEntries(tensors), [output]);
        return results[output].data as Float32Array;
      };
      return { run: (feeds, output) => inTurn(() => run(feeds, output)) };
    },
    close: () =>
      inTurn(async () => {
        for (const release of releases.splice(0)) await release();
      }),
  };
}
