import { embedTemplates, zeroShot } from "@clipscope/toolkit";
import type { Predicted } from "../prompts/within.js";
import { embedRows, type FailsCall, openDrawings } from "./place.js";
import { WORDINGS } from "./wording-list.js";

/** Which drawings: by one artist, one for each name. */
export interface WordingsRequest {
  artist: string;
  rows: readonly number[];
}

/** Names the drawings with each wording, all their names competing. In the order of `WORDINGS`. */
export async function measureWordings(
  { artist, rows }: WordingsRequest,
  call: FailsCall,
): Promise<Predicted[]> {
  const { dataset, nameOf } = await openDrawings(call.packs, [artist]);
  const images = await embedRows(dataset, rows, call);
  const { signal, onProgress } = call.how;
  const { data, classes, cols } = await embedTemplates(
    (texts) => call.encoder.embedTexts(texts),
    rows.map(nameOf),
    WORDINGS,
    { ...(signal && { signal }), ...(onProgress && { onProgress }) },
  );
  const found = { rows: Int32Array.from(rows), labels: Int32Array.from(rows.keys()) };
  return WORDINGS.map((_, t) => {
    const own = data.subarray(t * classes * cols, (t + 1) * classes * cols);
    const classifier = { data: own, rows: classes, cols };
    const { predictions } = zeroShot(images, classifier, { logitScale: call.encoder.logitScale, topK: 1 });
    return { ...found, predictions };
  });
}
