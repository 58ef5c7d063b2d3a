import type { DecodedPixels } from "./decode.js";

// PBM, PGM and PPM, plain and raw, as read by Pillow's PpmImagePlugin; PAM as in netpbm's man page.

interface Header {
  width: number;
  height: number;
  /** Values per pixel. */
  depth: number;
  /** The largest value; 1 for bits. */
  maximum: number;
  kind: "bits" | "plain bits" | "plain" | "raw";
  /** Byte offset of the pixels. */
  start: number;
}

/** Parses the header of a Netpbm file. Throws for other files and for damaged headers. */
export function netpbmHeader(bytes: Uint8Array): Header {
  const variant = bytes[0] === 0x50 ? bytes[1] - 0x30 : 0;
  if (variant === 7) return pamHeader(bytes);
  if (!(variant >= 1 && variant <= 6)) throw new Error("it has no Netpbm header");
  const words = new Words(bytes, 2);
  const [width, height] = [words.number("width"), words.number("height")];
  const isBits = variant % 3 === 1;
  const maximum = isBits ? 1 : words.number("maximum");
  const kind = variant === 1 ? "plain bits" : variant === 4 ? "bits" : variant < 4 ? "plain" : "raw";
  return checked({ width, height, depth: variant % 3 === 0 ? 3 : 1, maximum, kind, start: words.at });
}

function pamHeader(bytes: Uint8Array): Header {
  const values: Record<string, number> = {};
  let at = 3;
  for (let line = ""; line !== "ENDHDR"; ) {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0 || end - at > 1000) throw new Error("its header is incomplete");
    line = String.fromCharCode(...bytes.subarray(at, end)).trim();
    at = end + 1;
    const [key, value] = line.split(/\s+/);
    if (!line.startsWith("#") && key !== "TUPLTYPE") values[key] = Number(value);
  }
  const { WIDTH: width, HEIGHT: height, DEPTH: depth, MAXVAL: maximum } = values;
  return checked({ width, height, depth, maximum, kind: "raw", start: at });
}

function checked(header: Header): Header {
  const { width, height, depth, maximum } = header;
  if (!(width > 0 && height > 0)) throw new Error(`its header says ${width} × ${height} pixels`);
  if (!(depth >= 1 && depth <= 4)) throw new Error(`its header says ${depth} values per pixel, not 1 to 4`);
  if (!(maximum > 0 && maximum < 65536))
    throw new Error(`its header says a maximum of ${maximum}, not 1 to 65535`);
  return header;
}

/** Decodes the first image of a Netpbm file. Throws if the file is damaged or truncated. */
export function decodeNetpbm(bytes: Uint8Array): DecodedPixels {
  const header = netpbmHeader(bytes);
  const { width, height, depth, maximum, kind, start } = header;
  if (kind === "raw" && maximum === 255 && depth === 3) {
    const data = bytes.slice(start, start + width * height * 3);
    if (data.length < width * height * 3) throw new Error("it is cut off");
    return { width, height, kind: "rgb", data };
  }
  const values = readValues(bytes, header);
  // Pillow converts grays of more than 8 bits to 16 bits, and everything else to 8. Both round half to even.
  const most = depth === 1 && maximum > 255 ? 65535 : 255;
  const scaled = Uint16Array.from({ length: maximum + 1 }, (_, value) =>
    roundHalfEven((value / maximum) * most),
  );
  for (let i = 0; i < values.length; i++) values[i] = scaled[Math.min(values[i], maximum)];
  if (most === 65535) return { width, height, kind: "gray16", data: values };
  if (depth === 3) return { width, height, kind: "rgb", data: Uint8Array.from(values) };
  if (depth === 4) return { width, height, kind: "rgba", data: Uint8Array.from(values) };
  const channels = depth === 2 ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    data.fill(values[i * depth], i * channels, i * channels + 3);
    if (depth === 2) data[i * 4 + 3] = values[i * 2 + 1];
  }
  return { width, height, kind: depth === 2 ? "rgba" : "rgb", data };
}

/** Values 0…maximum, `[height, width, depth]`. In PBM 1 is black, so bits are inverted. */
function readValues(bytes: Uint8Array, { width, height, depth, maximum, kind, start }: Header): Uint16Array {
  const count = width * height * depth;
  const size = kind === "bits" ? Math.ceil(width / 8) * height : count * (maximum > 255 ? 2 : 1);
  const isPlain = kind === "plain" || kind === "plain bits";
  if (bytes.length - start < (isPlain ? count : size)) throw new Error("it is cut off");
  const values = new Uint16Array(count);
  if (kind === "bits") {
    const rowBytes = Math.ceil(width / 8);
    for (let i = 0; i < count; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      values[i] = 1 - ((bytes[start + y * rowBytes + (x >> 3)] >> (7 - (x & 7))) & 1);
    }
  } else if (kind === "raw") {
    if (maximum < 256) values.set(bytes.subarray(start, start + count));
    else for (let i = 0; i < count; i++) values[i] = (bytes[start + 2 * i] << 8) | bytes[start + 2 * i + 1];
  } else {
    const words = new Words(bytes, start);
    for (let i = 0; i < count; i++) {
      values[i] = kind === "plain bits" ? 1 - words.digit() : words.number("value");
      if (values[i] > maximum) throw new Error(`it has the value ${values[i]}, above its maximum ${maximum}`);
    }
  }
  return values;
}

/** Reads integers separated by white space and comments. */
class Words {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  /** Reads a number and the single white-space character after it. */
  number(what: string): number {
    this.#skip();
    let value = 0;
    const start = this.at;
    while (isDigit(this.bytes[this.at])) value = value * 10 + this.bytes[this.at++] - 0x30;
    if (this.at === start) {
      throw new Error(start >= this.bytes.length ? "it is cut off" : `its ${what} is not a whole number`);
    }
    this.at++;
    return value;
  }

  /** Reads a bit; bits need no white space between them. */
  digit(): number {
    this.#skip();
    const digit = this.bytes[this.at++] - 0x30;
    if (digit === 0 || digit === 1) return digit;
    throw new Error(Number.isNaN(digit) ? "it is cut off" : "it has a bit other than 0 and 1");
  }

  #skip(): void {
    for (; this.at < this.bytes.length; this.at++) {
      const byte = this.bytes[this.at];
      if (byte === 0x23) while (this.at < this.bytes.length && !isLineEnd(this.bytes[this.at])) this.at++;
      else if (byte !== 0x20 && !(byte >= 9 && byte <= 13)) return;
    }
  }
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isLineEnd = (byte: number) => byte === 0x0a || byte === 0x0d;

/** Rounds half to even, as Python's `round`. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
