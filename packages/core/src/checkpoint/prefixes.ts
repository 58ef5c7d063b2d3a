import { ClipscopeError } from "@clipscope/types";

/** Name parts added by module wrappers in training, anywhere in a name. */
const WRAPPERS: Readonly<Record<string, string>> = {
  module: "DataParallel, DistributedDataParallel and AveragedModel of PyTorch; DeepSpeed",
  _orig_mod: "torch.compile",
  _forward_module: "Lightning and Fabric with a strategy",
  _fsdp_wrapped_module: "FullyShardedDataParallel of PyTorch",
  _fpw_module: "FullyShardedDataParallel of PyTorch before 2, and of FairScale",
  _checkpoint_wrapped_module: "checkpoint_wrapper of PyTorch and FairScale",
};

/** Prefixes of a model's tensor names: dictionary keys in a file, and attributes of a training class. */
const HOLDERS: Readonly<Record<string, string>> = {
  state_dict: "OpenCLIP, Lightning, timm",
  model_state_dict: "PyTorch's tutorials, and fine-tunes of OpenAI's models after them",
  model: "Lightning modules; MAE, DeiT, SLIP, FLIP",
  net: "Lightning modules",
  network: "Lightning modules",
  params: "BasicSR",
  weights: "scripts",
  clip: "Lightning modules, CLIP with a head",
  clip_model: "CoOp and what came after it, Lightning modules",
  open_clip_model: "scripts",
  base_model: "PEFT (base_model.model), Stable Baselines",
  backbone: "CLIP with a head",
  encoder: "CLIP with a head",
  wrapped_model: "scripts",
  lightning_module: "Lightning",
  pl_module: "Lightning",
  student: "distillation: DINO, TinyCLIP, OpenCLIP",
  teacher: "distillation: DINO, TinyCLIP, OpenCLIP",
  online_network: "BYOL",
  target_network: "BYOL",
  ema: "averages: ModelEma, ema-pytorch",
  ema_model: "averages: ema-pytorch, Lightning callbacks",
  model_ema: "averages: MAE, DeiT, ConvNeXt",
  averaged_model: "averages: Lightning",
  ema_state_dict: "averages: scripts",
  state_dict_ema: "averages: timm",
  params_ema: "averages: BasicSR",
};

/**
 * Tensors that every CLIP model has exactly once, by Hugging Face's and OpenAI's names, each after the
 * model's prefix.
 */
const ANCHORS = [
  /^(.*?)text_model\.embeddings\.token_embedding\.weight$/,
  /^(.*?)vision_model\.embeddings\.patch_embedding\.weight$/,
  /^(.*?)(?:text\.)?token_embedding\.weight$/,
  /^(.*?)visual\.conv1\.weight$/,
];

/**
 * Maps the tensors of the model in a file from their names there to their plain names, without wrappers and
 * holders. Other tensors (a head, an optimizer, another model) are left out. `prefix` selects one of several
 * models. Throws `unknown-setting` if a prefix is required, and `bad-argument` for a prefix without a model.
 */
export function namesOfModel(names: readonly string[], file: string, prefix?: string): Map<string, string> {
  const bare = new Map(names.map((name) => [name, withoutWrappers(name)]));
  const found = prefixesOf([...bare.values()]);
  const chosen = choose(found, [...bare.values()], file, prefix);
  const selected = new Map<string, string>();
  const sources = new Map<string, string>();
  for (const [name, inside] of bare) {
    if (!inside.startsWith(chosen)) continue;
    const own = inside.slice(chosen.length);
    const other = sources.get(own);
    if (other !== undefined) {
      throw new ClipscopeError(
        "unknown-setting",
        `${file} has the tensor ${own} twice, as ${other} and as ${name}. Save the model's state_dict alone.`,
      );
    }
    sources.set(own, name);
    selected.set(name, own);
  }
  return selected;
}

const isWrapper = (part: string) => Object.hasOwn(WRAPPERS, part);
const isHolder = (part: string) => Object.hasOwn(HOLDERS, part);

function withoutWrappers(name: string): string {
  const parts = name.split(".");
  return parts.filter((part) => !isWrapper(part)).join(".");
}

/** The prefixes of all models in a file. */
function prefixesOf(names: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const name of names) {
    const prefix = ANCHORS.map((anchor) => anchor.exec(name)?.[1]).find((each) => each !== undefined);
    if (prefix !== undefined) found.add(prefix);
  }
  return found;
}

function choose(found: ReadonlySet<string>, names: readonly string[], file: string, asked?: string): string {
  const listed = [...found].map((each) => JSON.stringify(each)).join(", ");
  if (asked !== undefined) {
    const prefix = withoutWrappers(asked === "" || asked.endsWith(".") ? asked : `${asked}.`);
    if (found.has(prefix)) return prefix;
    throw new ClipscopeError(
      "bad-argument",
      `${file} has no CLIP under the prefix ${JSON.stringify(asked)}; ${listed ? `it has one under ${listed}` : "it has none under any"}.`,
    );
  }
  const [only, ...others] = found;
  if (only === undefined) return commonHolders(names);
  if (others.length > 0) {
    throw new ClipscopeError(
      "unknown-setting",
      `${file} has ${found.size} models, whose tensors begin with ${listed}. Pass prefix with one of them.`,
    );
  }
  const unknown = only.split(".").find((part) => part !== "" && !isHolder(part));
  if (unknown === undefined) return only;
  throw new ClipscopeError(
    "unknown-setting",
    `${file}: the tensors of its CLIP begin with ${listed}, and "${unknown}" is not a prefix written by any known trainer: the surrounding model may compute something else. If it is the CLIP you want, pass prefix: ${listed}.`,
  );
}

/** The holders with which all names begin. */
function commonHolders(names: readonly string[]): string {
  let prefix = "";
  for (;;) {
    const [part] = names[0]?.slice(prefix.length).split(".") ?? [];
    const longer = `${prefix}${part}.`;
    if (part === undefined || !isHolder(part) || !names.every((name) => name.startsWith(longer)))
      return prefix;
    prefix = longer;
  }
}
