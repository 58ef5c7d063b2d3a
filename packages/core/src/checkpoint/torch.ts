import { ClipscopeError } from "@clipscope/types";
import { type PickleValue, readPickle } from "./pickle.js";
import { namesOfModel } from "./prefixes.js";
import type { Tensor } from "./safetensors.js";
import { gather, numbersOf, ScriptObject, type Storage, torchWorld, View } from "./torch-values.js";
import { isZip, readEntry, readZip } from "./zip.js";

/** The contents of a PyTorch file. */
export interface TorchFile {
  /**
   * Floating-point tensors by name; float64 is rounded to float32. F32 data may share memory with the file's
   * bytes.
   */
  tensors: Map<string, Tensor>;
  /** Integers by name, plain or as single-element tensors. Other integer tensors are left out. */
  numbers: Map<string, number>;
  /** Whether it is a TorchScript archive (`torch.jit.save`), as OpenAI's are. */
  isScript: boolean;
}

const MAGIC = 0x1950a86a20f9469cfc6cn; // of torch.serialization
const MOST_TENSORS = 100_000;
const DEEPEST = 64; // modules in modules

/**
 * Reads a state dictionary written by `torch.save` (since PyTorch 1.6 a zip archive, before that pickles and
 * raw numbers), or the parameters of a TorchScript archive, whose code is ignored. Nested dictionaries are
 * flattened, with their keys prepended to the names. \`select\` says which tensors to read and what to call
 * them: those of the one model in it, unless it is given (see \`namesOfModel\`). Nothing in the file is
 * executed. Throws \`bad-pickle\` and \`bad-zip\`.
 */
export async function readTorch(
  bytes: Uint8Array,
  file: string,
  select: SelectNames = namesOfModel,
): Promise<TorchFile> {
  const { root, read, isScript } = isZip(bytes) ? await openArchive(bytes, file) : openLegacy(bytes, file);
  const tensors = new Map<string, Tensor>();
  const numbers = new Map<string, number>();
  let room = 4 * bytes.length; // numbers, in all; the same storage may be shared by some tensors, but not by thousands
  const all = [...flatten(root, file)];
  const isTensor = ([, value]: [string, View | number]) => value instanceof View;
  const selected = select(
    all.filter(isTensor).map(([name]) => name),
    file,
  );
  const counts = new Map(all.filter((each) => !isTensor(each)).map(([name]) => [name, name]));
  for (const [stored, value] of all) {
    const name = selected.get(stored) ?? counts.get(stored);
    if (name === undefined) continue;
    if (typeof value === "number") {
      if (Number.isInteger(value)) numbers.set(name, value);
      continue;
    }
    const count = value.shape.reduce((product, size) => product * size, 1);
    room -= count;
    if (room < 0) {
      throw new ClipscopeError(
        "bad-pickle",
        `${file}: its tensors have more numbers than ${bytes.length} bytes can hold. It is damaged or malicious.`,
      );
    }
    const { dtype } = value.storage;
    if (!dtype && count !== 1) continue;
    const data = gather(await read(value.storage), value, name, file);
    if (dtype) tensors.set(name, { dtype, shape: value.shape, data: data as Float32Array });
    else numbers.set(name, data[0]);
  }
  return { tensors, numbers, isScript };
}

/** Selects the tensors to read: maps names in a file to new names. */
export type SelectNames = (names: readonly string[], file: string) => ReadonlyMap<string, string>;

interface Opened {
  root: PickleValue;
  /** Reads all numbers of a storage. */
  read(storage: Storage): Promise<ArrayLike<number>>;
  isScript: boolean;
}

async function openArchive(bytes: Uint8Array, file: string): Promise<Opened> {
  const entries = readZip(bytes, file);
  const pickle = [...entries.values()].find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (!pickle) {
    throw new ClipscopeError(
      "bad-pickle",
      `${file}: the zip archive has no data.pkl, so PyTorch did not write it. Give a file of torch.save or torch.jit.save.`,
    );
  }
  const folder = pickle.name.slice(0, -"data.pkl".length);
  const order = entries.get(`${folder}byteorder`);
  if (order && new TextDecoder().decode(await readEntry(bytes, order, file)).trim() === "big") {
    throw new ClipscopeError(
      "bad-pickle",
      `${file}: its numbers are big-endian; save it on another computer.`,
    );
  }
  const { value } = readPickle(
    await readEntry(bytes, pickle, file),
    torchWorld(new Map()),
    `${file}: data.pkl`,
  );
  const read = async (storage: Storage) => {
    const name = `${folder}data/${storage.key}`;
    const entry = entries.get(name);
    const part = entry ? await readEntry(bytes, entry, file) : new Uint8Array();
    return numbersOf(storage, part, `${file}: ${name}`);
  };
  return { root: value, read: lastOne(read), isScript: entries.has(`${folder}constants.pkl`) };
}

/**
 * Opens a file from PyTorch before 1.6: pickles of a magic number, a version, system information, the state
 * and its storage keys, followed by the storages.
 */
function openLegacy(bytes: Uint8Array, file: string): Opened {
  const storages = new Map<string, Storage>();
  const pickles: PickleValue[] = [];
  let at = 0;
  for (let i = 0; i < 5; i++) {
    const { value, end } = readPickle(bytes, torchWorld(storages), file, at);
    if (i === 0 && value !== MAGIC) {
      throw new ClipscopeError(
        "bad-pickle",
        `${file}: it is a pickle, but not of torch.save. Save model.state_dict() with torch.save, or best as safetensors.`,
      );
    }
    pickles.push(value);
    at = end;
  }
  const [, , , root, keys] = pickles;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = new Map<string, Uint8Array>();
  for (const key of Array.isArray(keys) ? keys : []) {
    const storage = storages.get(key);
    const begin = at + 8;
    const fits = storage && begin + storage.bytes <= bytes.length;
    if (!fits || Number(view.getBigUint64(at, true)) !== storage.count) {
      throw new ClipscopeError(
        "bad-pickle",
        `${file}: one of its storages should follow at byte ${at}. It is damaged or cut off; fetch or copy it again.`,
      );
    }
    at = begin + storage.bytes;
    places.set(storage.key, bytes.subarray(begin, at));
  }
  const read = async (storage: Storage) => {
    const where = `${file}: storage ${storage.key}`;
    return numbersOf(storage, places.get(storage.key) ?? new Uint8Array(), where);
  };
  return { root, read: lastOne(read), isScript: false };
}

/**
 * Tensors and integers by name, from a state dictionary or from the attributes of a module and its
 * submodules.
 */
function* flatten(root: PickleValue, file: string): Generator<[string, View | number]> {
  if (!(root instanceof Map) && !(root instanceof ScriptObject)) {
    throw new ClipscopeError(
      "bad-pickle",
      `${file}: it should hold a dictionary of tensors (a state_dict). In Python, save model.state_dict() alone.`,
    );
  }
  const open: { prefix: string; values: ReadonlyMap<PickleValue, PickleValue>; depth: number }[] = [
    { prefix: "", values: root instanceof ScriptObject ? root.attributes : root, depth: 0 },
  ];
  let room = MOST_TENSORS;
  for (let next = open.pop(); next; next = open.pop()) {
    for (const [key, value] of next.values) {
      if (typeof key !== "string") continue;
      if (--room < 0 || next.depth > DEEPEST) {
        throw new ClipscopeError(
          "bad-pickle",
          `${file}: it has more than ${MOST_TENSORS} values or modules nested deeper than ${DEEPEST}. It is not a model.`,
        );
      }
      const name = `${next.prefix}${key}`;
      if (value instanceof View || typeof value === "number") yield [name, value];
      else if (value instanceof ScriptObject || value instanceof Map) {
        const values = value instanceof Map ? value : value.attributes;
        open.push({ prefix: `${name}.`, values, depth: next.depth + 1 });
      }
    }
  }
}

/** Caches the last result, since tensors that share a storage are read in succession. */
function lastOne<T>(read: (storage: Storage) => Promise<T>): (storage: Storage) => Promise<T> {
  let last: { storage: Storage; value: Promise<T> } | undefined;
  return (storage) => {
    if (last?.storage !== storage) last = { storage, value: read(storage) };
    return last.value;
  };
}
