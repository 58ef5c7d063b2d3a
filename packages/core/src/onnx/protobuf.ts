/**
 * Byte arrays of at least this length are referenced until the end instead of being copied at every level of
 * nesting.
 */
const LARGE = 4096;

/**
 * A minimal protocol-buffer writer, enough for an ONNX model:
 * https://protobuf.dev/programming-guides/encoding and onnx/onnx.proto3 (field numbers).
 */
export class ProtoWriter {
  private readonly parts: Uint8Array[] = []; // what was written before `open`
  private open = new Uint8Array(64);
  private used = 0;
  private length = 0;

  private reserve(n: number): void {
    if (this.used + n <= this.open.length) return;
    const grown = new Uint8Array(Math.max(this.open.length * 2, this.used + n));
    grown.set(this.open.subarray(0, this.used));
    this.open = grown;
  }

  private append(part: Uint8Array): void {
    this.length += part.length;
    if (part.length >= LARGE) {
      this.parts.push(this.open.slice(0, this.used), part);
      this.used = 0;
      return;
    }
    this.reserve(part.length);
    this.open.set(part, this.used);
    this.used += part.length;
  }

  private varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value)); // a negative int64 takes ten bytes
    const bytes: number[] = [];
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.append(Uint8Array.of(...bytes, Number(rest)));
  }

  int(field: number, value: number | bigint): this {
    this.varint(field << 3);
    this.varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.varint((field << 3) | 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.append(bytes);
    return this;
  }

  /** Writes bytes; large arrays are copied only by `finish`, so they must not change until then. */
  chunk(field: number, chunk: Uint8Array): this {
    this.varint((field << 3) | 2);
    this.varint(chunk.length);
    this.append(chunk);
    return this;
  }

  string(field: number, text: string): this {
    return this.chunk(field, new TextEncoder().encode(text));
  }

  message(field: number, write: (writer: ProtoWriter) => void): this {
    const inner = new ProtoWriter();
    write(inner);
    this.varint((field << 3) | 2);
    this.varint(inner.length);
    for (const part of inner.parts) this.append(part);
    this.append(inner.open.subarray(0, inner.used));
    return this;
  }

  finish(): Uint8Array {
    const bytes = new Uint8Array(this.length);
    let at = 0;
    for (const part of [...this.parts, this.open.subarray(0, this.used)]) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
