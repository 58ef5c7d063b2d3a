import { openRenditions, type RenditionInfo, type Renditions } from "@clipscope/datasets/renditions";
import type { PackIndex } from "../lib/classes.js";
import { type CallContext, serve } from "./rpc.js";

/** All images of a rendition in one bitmap: image `i` is at column `i % columns`, row `⌊i / columns⌋`. */
export interface Atlas {
  bitmap: ImageBitmap;
  columns: number;
  /** Pixels per side of one image. */
  tile: number;
}

/** Fields of index.json for each rendition that an opened dataset lacks. */
interface Index {
  renditions: (RenditionInfo & { concepts: number[]; sha256: string })[];
}

let opened: Promise<Renditions> | undefined;

const methods = {
  /** Reads the index of the packs at a URL. */
  async open({ url }: { url: string }): Promise<PackIndex> {
    opened = openRenditions(url);
    const { concepts } = await opened;
    // A rendition's contents, other than its pixels, are listed only in the index.
    const index: Index = await (await fetch(`${url}/index.json`)).json();
    const renditions = index.renditions.map(({ concepts: drawn, ...info }) => {
      const imageOf = new Int32Array(concepts.length).fill(-1);
      drawn.forEach((concept, image) => {
        imageOf[concept] = image;
      });
      return { ...info, imageOf };
    });
    return { concepts, renditions };
  },

  /** Makes the image atlas of one rendition. */
  async atlas({ id }: { id: string }, { give, onProgress, signal }: CallContext): Promise<Atlas> {
    const images = await (await (opened as Promise<Renditions>)).load(id, { onProgress, signal });
    const { size: tile, pixels } = images;
    const n = images.concepts.length;
    const columns = Math.ceil(Math.sqrt(n));
    const sheet = new ImageData(columns * tile, Math.ceil(n / columns) * tile);
    const out = new Uint32Array(sheet.data.buffer);
    for (let i = 0, from = 0; i < n; i++) {
      const corner = Math.floor(i / columns) * tile * sheet.width + (i % columns) * tile;
      for (let y = 0; y < tile; y++) {
        for (let to = corner + y * sheet.width, end = to + tile; to < end; to++, from += 3) {
          out[to] = 0xff000000 | (pixels[from + 2] << 16) | (pixels[from + 1] << 8) | pixels[from];
        }
      }
    }
    const bitmap = await createImageBitmap(sheet);
    give(bitmap);
    return { bitmap, columns, tile };
  },
};

export type PackMethods = typeof methods;
serve(methods);
