import { ClipscopeError } from "@clipscope/types";
import { fromBfloat, fromHalf } from "./half.js";
import { Global, type PickleValue, type PickleWorld } from "./pickle.js";
import type { Dtype } from "./safetensors.js";

// The contents of PyTorch pickles: views of storages, and TorchScript objects.

/** Storage types written by PyTorch 1 and 2, and their conversion. */
const STORAGES: Record<string, { bytes: number; dtype?: Dtype; read(bytes: Uint8Array): ArrayLike<number> }> =
  {
    FloatStorage: { bytes: 4, dtype: "F32", read: (bytes) => new Float32Array(...aligned(bytes, 4)) },
    HalfStorage: { bytes: 2, dtype: "F16", read: (bytes) => fromHalf(new Uint16Array(...aligned(bytes, 2))) },
    BFloat16Storage: {
      bytes: 2,
      dtype: "BF16",
      read: (bytes) => fromBfloat(new Uint16Array(...aligned(bytes, 2))),
    },
    DoubleStorage: {
      bytes: 8,
      dtype: "F32",
      read: (bytes) => Float32Array.from(new Float64Array(...aligned(bytes, 8))),
    },
    LongStorage: { bytes: 8, read: (bytes) => Array.from(new BigInt64Array(...aligned(bytes, 8)), Number) },
    IntStorage: { bytes: 4, read: (bytes) => new Int32Array(...aligned(bytes, 4)) },
    ShortStorage: { bytes: 2, read: (bytes) => new Int16Array(...aligned(bytes, 2)) },
    CharStorage: { bytes: 1, read: (bytes) => new Int8Array(...aligned(bytes, 1)) },
    ByteStorage: { bytes: 1, read: (bytes) => bytes },
    BoolStorage: { bytes: 1, read: (bytes) => bytes },
  };

/** A storage referred to by a pickle: `key` names its bytes. */
export class Storage {
  constructor(
    readonly type: string,
    readonly key: string,
    readonly count: number,
  ) {}

  /** Total size in bytes. */
  get bytes(): number {
    return this.count * STORAGES[this.type].bytes;
  }

  /** Data type of tensors in this storage; undefined for integers. */
  get dtype(): Dtype | undefined {
    return STORAGES[this.type].dtype;
  }
}

/** A tensor described by a pickle: a view of a storage. */
export class View {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: number[],
    readonly strides: number[],
  ) {}
}

/** An object of a TorchScript class, with its attributes only. */
export class ScriptObject {
  attributes: ReadonlyMap<PickleValue, PickleValue> = new Map();
}

/**
 * Placeholder for data in a training checkpoint besides the weights; its class is neither resolved nor run.
 */
class Inert {}

/**
 * Classes and values replaced by `Inert`, as written by PyTorch, Lightning, DeepSpeed and training scripts.
 */
const INERT = new Set([
  "argparse.Namespace",
  "types.SimpleNamespace",
  "torch.device",
  "torch.Size",
  "torch.torch_version.TorchVersion",
  "torch.float32",
  "torch.float16",
  "torch.bfloat16",
  "torch.nn.parameter.Parameter",
  "numpy.dtype",
  "numpy.core.multiarray.scalar",
  "numpy._core.multiarray.scalar",
  "_codecs.encode",
  ...["set", "int", "long", "float", "str", "list", "dict"].flatMap((name) => [
    `builtins.${name}`,
    `__builtin__.${name}`,
  ]),
  "pathlib.PosixPath",
  "pathlib.WindowsPath",
  "pathlib.PurePosixPath",
  "datetime.datetime",
  "datetime.timedelta",
]);

/** Classes that are dictionaries under other names. */
const DICTIONARIES = new Set([
  "collections.defaultdict",
  "collections.Counter",
  "lightning.fabric.utilities.data.AttributeDict",
  "lightning_fabric.utilities.data.AttributeDict",
  "lightning.pytorch.utilities.parsing.AttributeDict",
  "pytorch_lightning.utilities.parsing.AttributeDict",
]);

/**
 * The objects allowed in PyTorch pickles: tensors, storages and dictionaries; TorchScript objects as records
 * of their attributes; and other data of training checkpoints as placeholders. Nothing else is allowed.
 * Storages found are added to `storages`, by key.
 */
export function torchWorld(storages: Map<string, Storage>): PickleWorld {
  return {
    find(module, name) {
      if (module === "torch" && Object.hasOwn(STORAGES, name)) return () => undefined; // a type, never called
      if (module.startsWith("__torch__")) return () => new ScriptObject();
      const full = `${module}.${name}`;
      if (INERT.has(full)) return () => new Inert();
      if (DICTIONARIES.has(full)) return () => new Map();
      return Object.hasOwn(KNOWN, full) ? KNOWN[full] : undefined;
    },
    build(object, state) {
      if (object instanceof ScriptObject && state instanceof Map) object.attributes = state;
      if (object instanceof Inert) return true;
      return object instanceof ScriptObject || object instanceof Map; // a state dictionary's own state is its versions
    },
    persistent(id) {
      if (!Array.isArray(id)) return undefined;
      const [kind, type, key, , count, part] = id;
      if (kind !== "storage" || !(type instanceof Global) || !type.name.startsWith("torch.") || part)
        return undefined;
      if (typeof key !== "string" || !isCount(count)) return undefined;
      const storage = storages.get(key) ?? new Storage(type.name.slice("torch.".length), key, count);
      storages.set(key, storage);
      return storage;
    },
  };
}

const first = (args: readonly PickleValue[]) => args[0];

/** Functions by which PyTorch pickles tensors, dictionaries and TorchScript's typed lists. */
const KNOWN: Record<string, (args: readonly PickleValue[]) => PickleValue> = {
  "torch._utils._rebuild_tensor": rebuildTensor,
  "torch._utils._rebuild_tensor_v2": rebuildTensor,
  "torch._utils._rebuild_parameter": first,
  "torch._utils._rebuild_parameter_with_state": first,
  "collections.OrderedDict": (args) => (args.length === 0 ? new Map() : undefined),
  "torch.jit._pickle.build_intlist": first,
  "torch.jit._pickle.build_doublelist": first,
  "torch.jit._pickle.build_boollist": first,
  "torch.jit._pickle.build_tensorlist": first,
};

function rebuildTensor([storage, offset, shape, strides]: readonly PickleValue[]): View | undefined {
  const fits = storage instanceof Storage && isCount(offset) && isCounts(shape) && isCounts(strides);
  return fits && shape.length === strides.length ? new View(storage, offset, shape, strides) : undefined;
}

/** Decodes all numbers of a storage from its bytes. Throws `bad-pickle`. */
export function numbersOf(storage: Storage, bytes: Uint8Array, where: string): ArrayLike<number> {
  if (storage.bytes <= bytes.length) return STORAGES[storage.type].read(bytes.subarray(0, storage.bytes));
  throw new ClipscopeError(
    "bad-pickle",
    `${where} should have ${storage.bytes} bytes, got ${bytes.length}. It is cut off; fetch or copy it again.`,
  );
}

/**
 * A view's numbers, row-major; shares memory with the storage if they are contiguous there. Throws
 * `bad-pickle`.
 */
export function gather(
  numbers: ArrayLike<number>,
  { offset, shape, strides }: View,
  name: string,
  file: string,
): ArrayLike<number> {
  const count = shape.reduce((product, size) => product * size, 1);
  const last = shape.reduce((at, size, axis) => at + (size - 1) * strides[axis], offset);
  if (count > 0 && last >= numbers.length) {
    throw new ClipscopeError(
      "bad-pickle",
      `${file}: tensor ${name} of shape [${shape.join(", ")}] should end at number ${last} of its storage, which has ${numbers.length}. It is damaged.`,
    );
  }
  let step = 1;
  const isRowMajor = shape.reduceRight((so, size, axis) => {
    const fits = so && (size === 1 || strides[axis] === step);
    step *= size;
    return fits;
  }, true);
  if (isRowMajor && numbers instanceof Float32Array) return numbers.subarray(offset, offset + count);
  const out = new Float32Array(count);
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < count; i++) {
    out[i] = numbers[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= shape[axis] * strides[axis];
      index[axis] = 0;
    }
  }
  return out;
}

/**
 * Arguments for a typed array of the given element size over some bytes, which are copied if they are not
 * aligned.
 */
function aligned(bytes: Uint8Array, size: number): [ArrayBuffer, number, number] {
  const whole = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return [whole.buffer as ArrayBuffer, whole.byteOffset, bytes.length / size];
}

const isCount = (value: PickleValue): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: PickleValue): value is number[] => Array.isArray(value) && value.every(isCount);
