import type { Activation, ClipConfig, Towers } from "../config.js";
import type { PreprocessConfig } from "../images/preprocess.js";
import type { ClipTokenizer } from "../tokenizer/index.js";
import type { Tensor } from "./safetensors.js";

/** A CLIP model as read from its files; the parts are not checked against each other. */
export interface Checkpoint {
  config: ClipConfig;
  /** Tensors by Hugging Face's names; a ResNet's by OpenAI's, `visual.…`. */
  tensors: Map<string, Tensor>;
  /** Undefined if the files have none; the model then embeds images only. */
  tokenizer: ClipTokenizer | undefined;
  preprocess: PreprocessConfig;
  /** Towers that the checkpoint has. Default: both. */
  towers?: Towers;
  /** Origin of the checkpoint, a folder or URL, for errors and labels. */
  name: string;
  /** Result of `hashCheckpoint`, if already known. */
  hash?: string;
}

/** The files of a checkpoint folder in memory, by name. */
export type CheckpointFiles = Readonly<Record<string, Uint8Array>>;

/**
 * Source of a checkpoint: a folder (in Node), a URL, "owner/name" on the hub, files that the user selected,
 * or bytes.
 */
export type CheckpointSource = string | readonly File[] | FileList | CheckpointFiles;

/** Values that replace what a checkpoint's files say, or supply what they lack. */
export interface CheckpointOverrides {
  /** Activation of both transformers. */
  activation?: Activation;
  /** Image preprocessing: `openaiPreprocess(224)`, or that of the model's training. */
  preprocess?: PreprocessConfig;
  /**
   * Replaces or supplies the tokenizer: a tokenizer object, a folder or URL with tokenizer files, a
   * tokenizer.json, a bpe_simple_vocab_16e6.txt(.gz), or a model on the hub.
   */
  tokenizer?: ClipTokenizer | string;
  /**
   * Prefix of the model's tensor names, such as "ema.module.", for files with several models or a
   * non-standard prefix.
   */
  prefix?: string;
}
