import { type Cache, type Encoder, evaluateProbe } from "@clipscope/study";
import type { LinearClassifier } from "@clipscope/toolkit";
import { REFERENCE_RENDITION } from "../baseline.js";
import { embedStory, type Story, type StoryHow, storyDataset } from "./story.js";

/**
 * The story's linear probe, fitted to the reference's training drawings, with its penalty chosen on the
 * validation drawings. With a cache, it is kept under the model's and the data's hashes. Throws the errors of
 * `embedStory` and `evaluateProbe`.
 */
export async function fitStoryProbe(
  story: Story,
  encoder: Encoder,
  how: StoryHow & { cache?: Pick<Cache, "read" | "write"> } = {},
): Promise<LinearClassifier> {
  const { store: _, batchSize: __, cache, ...run } = how;
  const dataset = await storyDataset(story, [REFERENCE_RENDITION], how);
  const key = `story-probe/${encoder.id.hash}/${dataset.hash}`;
  const kept = encoder.id.hash ? await cache?.read(key) : undefined;
  if (kept) return headOf(kept);
  const images = await embedStory(dataset, encoder, { splits: ["train", "validation", "test"] }, how);
  const { result } = await evaluateProbe(
    { dataset, images, label: "subgroup", classes: story.task.classNames, refit: false },
    run,
  );
  const { classes, cols, weights, bias } = result.probe;
  const head = { classes, cols, weights, bias };
  if (encoder.id.hash) await cache?.write(key, bytesOf(head));
  return head;
}

/** A head as bytes: its sizes, weights and biases, all in float64. */
function bytesOf({ classes, cols, weights, bias }: LinearClassifier): Uint8Array {
  return new Uint8Array(Float64Array.from([classes, cols, ...weights, ...bias]).buffer);
}

function headOf(bytes: Uint8Array): LinearClassifier {
  const [classes, cols, ...values] = new Float64Array(bytes.slice().buffer);
  const end = classes * cols;
  return {
    classes,
    cols,
    weights: Float64Array.from(values.slice(0, end)),
    bias: Float64Array.from(values.slice(end)),
  };
}
