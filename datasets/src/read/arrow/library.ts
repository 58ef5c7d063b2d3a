import { decodeLz4Frame } from "../lz4.js";

/** Loads Flechette with its decompressors, on the first Arrow file. */
export async function loadArrow() {
  const [flechette, { compressors }] = await Promise.all([
    import("@uwdata/flechette"),
    import("hyparquet-compressors"),
  ]);
  const readOnly = () => {
    throw new Error("Arrow files are written without compression.");
  };
  const { CompressionType, setCompressionCodec } = flechette;
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: decodeLz4Frame, encode: readOnly });
  setCompressionCodec(CompressionType.ZSTD, {
    decode: (bytes, length) => {
      const unpacked = (compressors.ZSTD ?? readOnly)(bytes, length);
      // Arrays of 8-byte numbers are laid over it.
      return unpacked.byteOffset % 8 === 0 ? unpacked : unpacked.slice();
    },
    encode: readOnly,
  });
  return flechette;
}

export type Flechette = Awaited<ReturnType<typeof loadArrow>>;
