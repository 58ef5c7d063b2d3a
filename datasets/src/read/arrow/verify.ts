/**
 * Checks the metadata of an Arrow file or stream before decoding: every offset, vector length and message
 * must lie within the bytes. A decoder that trusts them may loop forever or read elsewhere. Layouts follow
 * Arrow's format/Message.fbs, Schema.fbs and File.fbs; a field's slot is its position in the vtable.
 */
export function verifyArrow(bytes: Uint8Array): void {
  if (latin1.decode(bytes.subarray(0, 6)) === "ARROW1") verifyFile(bytes);
  else verifyStream(bytes);
}

const latin1 = new TextDecoder("latin1");
const CONTINUATION = 0xffffffff;
const MAGIC_BYTES = 6;
/** Maximum nesting of fields: more than any real table has, less than would exhaust the stack. */
const DEEPEST = 64;
/** Maximum uncompressed size of a record batch. */
const LARGEST = 2 ** 31;
/** Number of rows accepted without stored values, since columns of nulls or runs store none per row. */
const HARMLESS_ROWS = 2 ** 20;

/** Content of a table slot. A union's type is in a separate slot before it. */
type Shape =
  | { kind: "scalar"; bytes: 1 | 2 | 4 | 8 }
  | { kind: "string" }
  | { kind: "structs"; bytes: number }
  | { kind: "table"; of: () => Table }
  | { kind: "tables"; of: () => Table };
type Table = Readonly<Record<number, Shape>>;

const scalar = (bytes: 1 | 2 | 4 | 8): Shape => ({ kind: "scalar", bytes });
const text: Shape = { kind: "string" };
const structs = (bytes: number): Shape => ({ kind: "structs", bytes });
const table = (of: () => Table): Shape => ({ kind: "table", of });
const tables = (of: () => Table): Shape => ({ kind: "tables", of });

const KEY_VALUE: Table = { 4: text, 6: text };
const INT: Table = { 4: scalar(4), 6: scalar(1) };
const DICTIONARY: Table = { 4: scalar(8), 6: table(() => INT), 8: scalar(1), 10: scalar(2) };
/** Layout of type tables: numbers in the first slots; Timestamp and Union have an offset in the second. */
const NUMBERS: Table = { 4: scalar(4), 6: scalar(4), 8: scalar(4) };
const TYPES: Readonly<Record<number, Table>> = {
  2: INT,
  3: { 4: scalar(2) }, // FloatingPoint
  7: NUMBERS, // Decimal
  8: { 4: scalar(2) }, // Date
  9: { 4: scalar(2), 6: scalar(4) }, // Time
  10: { 4: scalar(2), 6: text }, // Timestamp
  11: { 4: scalar(2) }, // Interval
  14: { 4: scalar(2), 6: structs(4) }, // Union
  15: { 4: scalar(4) }, // FixedSizeBinary
  16: { 4: scalar(4) }, // FixedSizeList
  17: { 4: scalar(1) }, // Map
  18: { 4: scalar(2) }, // Duration
};
const FIELD_TYPE = 8;
const FIELD: Table = {
  4: text,
  6: scalar(1),
  [FIELD_TYPE]: scalar(1),
  12: table(() => DICTIONARY),
  14: tables(() => FIELD),
  16: tables(() => KEY_VALUE),
};
const SCHEMA: Table = { 4: scalar(2), 6: tables(() => FIELD), 8: tables(() => KEY_VALUE), 10: structs(8) };
const RECORD_BATCH: Table = {
  4: scalar(8),
  6: structs(16),
  8: structs(16),
  10: table(() => ({ 4: scalar(1), 6: scalar(1) })),
  12: structs(8),
};
const DICTIONARY_BATCH: Table = { 4: scalar(8), 6: table(() => RECORD_BATCH), 8: scalar(1) };
const HEADERS: Readonly<Record<number, Table>> = { 1: SCHEMA, 2: DICTIONARY_BATCH, 3: RECORD_BATCH };
const MESSAGE: Table = { 4: scalar(2), 6: scalar(1), 10: scalar(8), 12: tables(() => KEY_VALUE) };
const FOOTER: Table = {
  4: scalar(2),
  6: table(() => SCHEMA),
  8: structs(24),
  10: structs(24),
  12: tables(() => KEY_VALUE),
};

/**
 * Verifies a file: a magic word, messages, a footer with their locations, its length, and the magic word
 * again.
 */
function verifyFile(bytes: Uint8Array): void {
  const end = bytes.length - MAGIC_BYTES - 4;
  if (end < MAGIC_BYTES) throw new Error("it has no footer");
  const view = viewOf(bytes);
  const length = view.getInt32(end, true);
  if (length <= 0 || length > end - MAGIC_BYTES) throw new Error("its footer is not where it says");
  const footer = new Metadata(bytes.subarray(end - length, end));
  const root = footer.root();
  footer.check(root, FOOTER);
  for (const slot of [8, 10]) {
    for (const block of footer.structsAt(root, slot, 24)) {
      const offset = Number(footer.view.getBigInt64(block, true));
      if (offset < 0 || offset > bytes.length || verifyMessage(bytes, offset) === undefined) {
        throw new Error("a message is not where the footer says");
      }
    }
  }
}

/** Verifies a stream, which is a sequence of messages. */
function verifyStream(bytes: Uint8Array): void {
  for (let at: number | undefined = 0; at !== undefined && at + 4 <= bytes.length; )
    at = verifyMessage(bytes, at);
}

/** Verifies the message at an offset and returns the start of the next; undefined at the end of a stream. */
function verifyMessage(bytes: Uint8Array, offset: number): number | undefined {
  const view = viewOf(bytes);
  let at = offset;
  const next = () => {
    if (at + 4 > bytes.length) throw new Error("a message is cut off");
    at += 4;
    return view.getUint32(at - 4, true);
  };
  let length = next();
  if (length === CONTINUATION) {
    if (at === bytes.length) return undefined;
    length = next();
  }
  if (length === 0) return undefined;
  if (at + length > bytes.length) throw new Error("a message is cut off");
  const message = new Metadata(bytes.subarray(at, at + length));
  const root = message.root();
  message.check(root, MESSAGE);
  const typeAt = message.slot(root, 6, 1);
  const headerAt = message.slot(root, 8, 4);
  const header = typeAt === undefined ? undefined : HEADERS[message.view.getUint8(typeAt)];
  const bodyAt = message.slot(root, 10, 8);
  const body = bodyAt === undefined ? 0 : Number(message.view.getBigInt64(bodyAt, true));
  if (body < 0 || at + length + body > bytes.length) throw new Error("a message is cut off");
  if (header && headerAt !== undefined) {
    const start = message.follow(headerAt);
    const content = bytes.subarray(at + length, at + length + body);
    message.check(start, header);
    if (header === RECORD_BATCH) checkBatch(message, start, content);
    const data = header === DICTIONARY_BATCH ? message.slot(start, 6, 4) : undefined;
    if (data !== undefined) checkBatch(message, message.follow(data), content);
  }
  return at + length + body;
}

/**
 * Throws unless the buffers of a record batch lie within its body and can hold its number of rows, for which
 * a decoder allocates arrays.
 */
function checkBatch(message: Metadata, batch: number, body: Uint8Array): void {
  const compressed = message.slot(batch, 10, 4) !== undefined;
  let bytes = 0;
  for (const region of message.structsAt(batch, 8, 16)) {
    const start = Number(message.view.getBigInt64(region, true));
    const length = Number(message.view.getBigInt64(region + 8, true));
    if (start < 0 || length < 0 || start + length > body.length) {
      throw new Error("a buffer lies outside of its message");
    }
    // A compressed buffer begins with its length when it is unpacked, or -1 if it isn't compressed after all.
    const stated = compressed && length >= 8 ? Number(viewOf(body).getBigInt64(start, true)) : length;
    bytes += stated < 0 ? length : stated;
  }
  if (bytes > LARGEST) throw new Error("its buffers would unpack to more than 2 GiB");
  const most = Math.max(bytes * 8, HARMLESS_ROWS);
  for (const node of message.structsAt(batch, 6, 16)) {
    const rows = Number(message.view.getBigInt64(node, true));
    if (rows < 0 || rows > most) throw new Error("a record batch has fewer values than rows");
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Untrusted FlatBuffer metadata: tables whose fields are located by vtables. */
class Metadata {
  readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = viewOf(bytes);
  }

  root(): number {
    return this.follow(0);
  }

  /** Target of the offset stored at a position. */
  follow(at: number): number {
    this.within(at, 4);
    const to = at + this.view.getUint32(at, true);
    this.within(to, 4);
    return to;
  }

  /** Position of a field of `bytes` bytes in a table, by slot; undefined if absent. */
  slot(start: number, slot: number, bytes: number): number | undefined {
    this.within(start, 4);
    const vtable = start - this.view.getInt32(start, true);
    this.within(vtable, 4);
    const size = this.view.getUint16(vtable, true);
    this.within(vtable, size);
    if (slot + 2 > size) return undefined;
    const offset = this.view.getUint16(vtable + slot, true);
    if (offset === 0) return undefined;
    this.within(start + offset, bytes);
    return start + offset;
  }

  /** Throws an Error unless the fields of a table, and everything they refer to, lie within the bytes. */
  check(start: number, shapes: Table, depth = 0): void {
    if (depth > DEEPEST) throw new Error("its types are nested too deep");
    for (const [slot, shape] of Object.entries(shapes)) {
      const at = this.slot(start, Number(slot), shape.kind === "scalar" ? shape.bytes : 4);
      if (at === undefined || shape.kind === "scalar") continue;
      const to = this.follow(at);
      if (shape.kind === "table") this.check(to, shape.of(), depth + 1);
      else {
        const width = shape.kind === "string" ? 1 : shape.kind === "structs" ? shape.bytes : 4;
        const count = this.view.getUint32(to, true);
        this.within(to + 4, count * width);
        if (shape.kind !== "tables") continue;
        for (let i = 0; i < count; i++) this.check(this.follow(to + 4 + i * 4), shape.of(), depth + 1);
      }
    }
    if (shapes === FIELD) this.checkType(start);
  }

  /** Positions of the structures in a vector field. */
  structsAt(start: number, slot: number, bytes: number): number[] {
    const at = this.slot(start, slot, 4);
    if (at === undefined) return [];
    const vector = this.follow(at);
    const count = this.view.getUint32(vector, true);
    this.within(vector + 4, count * bytes);
    return Array.from({ length: count }, (_, i) => vector + 4 + i * bytes);
  }

  private checkType(field: number): void {
    const typeAt = this.slot(field, FIELD_TYPE, 1);
    const at = this.slot(field, FIELD_TYPE + 2, 4);
    const shapes = typeAt === undefined ? undefined : TYPES[this.view.getUint8(typeAt)];
    if (at !== undefined) this.check(this.follow(at), shapes ?? {});
  }

  private within(at: number, bytes: number): void {
    if (at < 0 || at + bytes > this.view.byteLength) throw new Error("an offset leads out of its metadata");
  }
}
