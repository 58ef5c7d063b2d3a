/** The part of an anywidget model that charts use: traits of the Python object by name. */
export interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

/** A column of single-precision numbers; undefined if the Python object has none. */
export const floatsIn = (model: Model, name: string) => numbersIn(model, name, Float32Array);

/** A column of double-precision numbers. */
export const doublesIn = (model: Model, name: string) => numbersIn(model, name, Float64Array);

/** A column of codes, 32-bit integers. */
export const codesIn = (model: Model, name: string) => numbersIn(model, name, Int32Array);

/** A column of texts, which Python joins with zero characters. */
export function textsIn(model: Model, name: string): string[] | undefined {
  const bytes = bytesIn(model, name);
  return bytes && new TextDecoder().decode(bytes).split("\0").slice(0, -1);
}

/** An option, undefined if it is None in Python. */
export function optionIn<T>(model: Model, name: string): T | undefined {
  const { [name]: value } = model.get("_options") as Record<string, T | null>;
  return value ?? undefined;
}

/** A copy of the numbers: the bytes of a message may begin at an address that a typed array can't have. */
function numbersIn<T>(model: Model, name: string, Numbers: new (buffer: ArrayBuffer) => T): T | undefined {
  const bytes = bytesIn(model, name);
  return bytes && new Numbers(new Uint8Array(bytes).buffer);
}

/** A column's bytes, in the memory of the message that brought them. */
export function bytesIn(model: Model, name: string): Uint8Array<ArrayBuffer> | undefined {
  const view = model.get(name) as DataView<ArrayBuffer> | null | undefined;
  return view ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : undefined;
}
