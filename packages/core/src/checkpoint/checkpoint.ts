import type { Activation, ClipConfig, Towers } from "../config.js";
import type { PreprocessConfig } from "../images/preprocess.js";
import type { ClipTokenizer } from "../tokenizer/index.js";
import type { Tensor } from "./safetensors.js";

/** A CLIP model as it was read from its files; nothing in it is checked against anything else in it. */
export interface Checkpoint {
  config: ClipConfig;
  /** By Hugging Face's names; those of a ResNet by OpenAI's, `visual.…`. */
  tensors: Map<string, Tensor>;
  /** Undefined where its files have none: then it embeds images alone. */
  tokenizer: ClipTokenizer | undefined;
  preprocess: PreprocessConfig;
  /** Which towers it has; left out, both. */
  towers?: Towers;
  /** Where it came from, for errors and labels: the folder, the URL. */
  name: string;
  /** What `hashCheckpoint` gives, where it is known already. */
  hash?: string;
}

/** The files of a checkpoint's folder by name, in memory. */
export type CheckpointFiles = Readonly<Record<string, Uint8Array>>;

/** Where a checkpoint can be read from: a folder (in Node), a URL, "owner/name" on the hub, files that a person chose, bytes. */
export type CheckpointSource = string | readonly File[] | FileList | CheckpointFiles;

/** What to take in the place of what the files say, or where they say nothing. */
export interface CheckpointOverrides {
  /** The activation of both transformers. */
  activation?: Activation;
  /** How images are prepared: `openaiPreprocess(224)`, or as the model's training did. */
  preprocess?: PreprocessConfig;
  /**
   * In the place of the files' own, or where they have none: a tokenizer, or where to read one, which is a folder or a
   * URL with a tokenizer's files, a tokenizer.json, a bpe_simple_vocab_16e6.txt(.gz), or a model on the hub.
   */
  tokenizer?: ClipTokenizer | string;
  /**
   * What stands before the names of the model's tensors, "ema.module." say, where a file has several models or a prefix
   * that no trainer is known to write.
   */
  prefix?: string;
}
