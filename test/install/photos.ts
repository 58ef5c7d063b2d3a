import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { golden } from "../parity/goldens.js";

/** A folder "photos" as the examples speak of it: two classes, three pictures. */
export async function takePhotos(folder: string): Promise<void> {
  for (const [photo, image] of [
    ["cat/1.png", "landscape.png"],
    ["cat/2.png", "portrait.png"],
    ["dog/1.jpg", "photo.jpg"],
  ]) {
    await mkdir(dirname(join(folder, "photos", photo)), { recursive: true });
    await cp(golden(`images/${image}`), join(folder, "photos", photo));
  }
}
