import { ClipscopeError } from "@clipscope/types";

/**
 * A value in a pickle: tuples and lists are arrays, dictionaries are maps, and `unknown` is the result of a
 * class.
 */
export type PickleValue = unknown;

/** Meaning of a pickle's classes and functions. Only those listed are constructed; no code is run. */
export interface PickleWorld {
  /**
   * Returns the function that stands in for `module.name`, or undefined to reject it. The function returns
   * undefined for invalid arguments.
   */
  find(module: string, name: string): ((args: readonly PickleValue[]) => PickleValue) | undefined;
  /** Sets the state of an object made by `find`'s function; false if it does not fit. */
  build(object: PickleValue, state: PickleValue): boolean;
  /** Resolves a persistent id; undefined if it is invalid. */
  persistent(id: PickleValue): PickleValue;
}

/** A class or function named by a pickle, as `module.name`. */
export class Global {
  constructor(
    readonly name: string,
    readonly make: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

/**
 * Reads one pickle (protocols 2 to 5, with the operations that `torch.save` and TorchScript write) from
 * `start`. A stack machine with a memo, run over the bytes once: time and memory are linear in the file size,
 * whatever its content. Throws `bad-pickle` for damaged data, for operations that weights don't need, and for
 * any class or function unknown to `world`, naming it.
 */
export function readPickle(
  bytes: Uint8Array,
  world: PickleWorld,
  file: string,
  start = 0,
): { value: PickleValue; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wrong = (sentence: string) => new ClipscopeError("bad-pickle", `${file}: ${sentence}`);
  const stack: PickleValue[] = [];
  const marks: number[] = [];
  const memo = new Map<number, PickleValue>();
  const utf8 = new TextDecoder();
  let at = start;

  const take = (length: number): number => {
    const from = at;
    if (!(length <= bytes.length - at)) {
      throw wrong(
        `byte ${from} announces ${length} more bytes, but ${bytes.length - at} follow. It is cut off; fetch or copy it again.`,
      );
    }
    at += length;
    return from;
  };
  const u8 = () => view.getUint8(take(1));
  const u16 = () => view.getUint16(take(2), true);
  const u32 = () => view.getUint32(take(4), true);
  const u64 = () => Number(view.getBigUint64(take(8), true));
  const blob = (length: number) => {
    const from = take(length);
    return bytes.subarray(from, at);
  };
  const text = (length: number) => utf8.decode(blob(length));
  const line = () => {
    const end = bytes.indexOf(10, at);
    const shown = text(end < 0 ? bytes.length + 1 - at : end - at); // no end: more than there is, which `take` refuses
    at++;
    return shown;
  };
  const push = (value: PickleValue) => {
    stack.push(value);
  };
  const pop = (): PickleValue => {
    if (stack.length <= (marks.at(-1) ?? 0))
      throw wrong(`byte ${at - 1} pops an empty stack. It is damaged.`);
    return stack.pop();
  };
  const popToMark = (): PickleValue[] => {
    const mark = marks.pop();
    if (mark === undefined) throw wrong(`byte ${at - 1} returns to a missing mark. It is damaged.`);
    return stack.splice(mark);
  };
  const popMany = (count: number) => Array.from({ length: count }, pop).reverse();
  const top = (): PickleValue => {
    const value = pop();
    stack.push(value);
    return value;
  };
  const integer = (length: number): number | bigint => {
    if (length > 16) throw wrong(`byte ${at} begins an integer of ${length} bytes, too large for weights.`);
    const digits = blob(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(digits[i]);
    const signed = BigInt.asIntN(8 * length, value);
    return BigInt(Number(signed)) === signed && Number.isSafeInteger(Number(signed))
      ? Number(signed)
      : signed;
  };
  const setItems = (items: PickleValue[]) => {
    const map = top();
    if (!(map instanceof Map) || items.length % 2 !== 0)
      throw wrong(`byte ${at - 1} sets items of a non-dictionary.`);
    for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
  };
  const append = (items: PickleValue[]) => {
    const list = top();
    if (!Array.isArray(list)) throw wrong(`byte ${at - 1} appends to a non-list.`);
    for (const item of items) list.push(item);
  };
  const remember = (index: number) => memo.set(index, top());
  const recall = (index: number) => {
    if (!memo.has(index))
      throw wrong(`byte ${at - 1} recalls value ${index}, which was never stored. It is damaged.`);
    push(memo.get(index));
  };
  const name = (module: PickleValue, of: PickleValue) => {
    if (typeof module !== "string" || typeof of !== "string")
      throw wrong(`byte ${at - 1} does not name a class. It is damaged.`);
    const make = world.find(module, of);
    if (make) return push(new Global(`${module}.${of}`, make));
    throw wrong(
      `its pickle asks for ${module}.${of}, which weights don't need; it was not run. Only tensors and dictionaries of them are read: in Python, save model.state_dict() alone, best as safetensors.`,
    );
  };
  const call = (args: PickleValue) => {
    const global = pop();
    if (!(global instanceof Global) || !Array.isArray(args))
      throw wrong(`byte ${at - 1} calls a value that is not callable. It is damaged.`);
    const made = global.make(args);
    if (made === undefined) throw wrong(`byte ${at - 1} gives ${global.name} invalid arguments.`);
    push(made);
  };
  const dictionary = (items: PickleValue[]) => {
    push(new Map());
    setItems(items);
  };

  const operations: Record<number, () => unknown> = {
    40: () => marks.push(stack.length), // MARK
    48: pop, // POP
    49: popToMark, // POP_MARK
    50: () => push(top()), // DUP
    78: () => push(null), // NONE
    136: () => push(true), // NEWTRUE
    137: () => push(false), // NEWFALSE
    74: () => push(view.getInt32(take(4), true)), // BININT
    75: () => push(u8()), // BININT1
    77: () => push(u16()), // BININT2
    138: () => push(integer(u8())), // LONG1
    139: () => push(integer(u32())), // LONG4
    71: () => push(view.getFloat64(take(8))), // BINFLOAT
    84: () => push(text(u32())), // BINSTRING
    85: () => push(text(u8())), // SHORT_BINSTRING
    140: () => push(text(u8())), // SHORT_BINUNICODE
    88: () => push(text(u32())), // BINUNICODE
    141: () => push(text(u64())), // BINUNICODE8
    67: () => push(blob(u8())), // SHORT_BINBYTES
    66: () => push(blob(u32())), // BINBYTES
    142: () => push(blob(u64())), // BINBYTES8
    93: () => push([]), // EMPTY_LIST
    97: () => append([pop()]), // APPEND
    101: () => append(popToMark()), // APPENDS
    108: () => push(popToMark()), // LIST
    41: () => push([]), // EMPTY_TUPLE
    116: () => push(popToMark()), // TUPLE
    133: () => push(popMany(1)), // TUPLE1
    134: () => push(popMany(2)), // TUPLE2
    135: () => push(popMany(3)), // TUPLE3
    125: () => push(new Map()), // EMPTY_DICT
    100: () => dictionary(popToMark()), // DICT
    115: () => setItems(popMany(2)), // SETITEM
    117: () => setItems(popToMark()), // SETITEMS
    113: () => remember(u8()), // BINPUT
    114: () => remember(u32()), // LONG_BINPUT
    148: () => remember(memo.size), // MEMOIZE
    104: () => recall(u8()), // BINGET
    106: () => recall(u32()), // LONG_BINGET
    99: () => name(line(), line()), // GLOBAL
    147: () => name(...(popMany(2) as [PickleValue, PickleValue])), // STACK_GLOBAL
    82: () => call(pop()), // REDUCE
    129: () => call(pop()), // NEWOBJ
    98: () => {
      const state = pop();
      if (!world.build(top(), state))
        throw wrong(`byte ${at - 1} sets the state of a value without one. It is damaged.`);
    }, // BUILD
    81: () => {
      const value = world.persistent(pop());
      if (value === undefined)
        throw wrong(`byte ${at - 1} refers to something other than a tensor's storage.`);
      push(value);
    }, // BINPERSID
    149: () => take(8), // FRAME
  };

  if (u8() !== 0x80)
    throw wrong(
      `byte ${start} should begin a pickle of protocol 2 to 5. It is none, or too old; save it again with torch.save.`,
    );
  const protocol = u8();
  if (protocol < 2 || protocol > 5)
    throw wrong(`it is a pickle of protocol ${protocol}; supported are 2 to 5.`);
  for (;;) {
    const code = u8();
    if (code === 0x2e) return { value: pop(), end: at }; // STOP
    const operation = operations[code];
    if (!operation) {
      throw wrong(
        `byte ${at - 1} is operation 0x${code.toString(16)}, which weights don't need or pickles don't have. Save model.state_dict() alone, best as safetensors.`,
      );
    }
    operation();
  }
}
