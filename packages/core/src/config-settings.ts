import { isOff, type SettingRule, type SettingsTable } from "./settings-table.js";

// The settings that `transformers.CLIPConfig`, `CLIPVisionConfig` and `CLIPTextConfig` of versions 4 and 5 write.

const all = (rule: SettingRule, names: string): SettingsTable =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, rule]));

/**
 * Settings of any transformers model about storage, training, naming or text generation, without effect on
 * CLIP's embeddings.
 */
const OF_EVERY_MODEL: SettingsTable = {
  ...all(
    "inert",
    `_attn_implementation _attn_implementation_autoset _commit_hash _name_or_path add_cross_attention architectures
    attn_implementation bad_words_ids begin_suppress_tokens bos_token_id chunk_size_feed_forward
    cross_attention_hidden_size decoder_start_token_id diversity_penalty do_sample dtype early_stopping
    encoder_no_repeat_ngram_size exponential_decay_length_penalty finetuning_task forced_bos_token_id
    forced_eos_token_id gradient_checkpointing id2label is_decoder is_encoder_decoder label2id length_penalty
    max_length min_length name_or_path no_repeat_ngram_size num_beam_groups num_beams num_return_sequences
    output_attentions output_hidden_states output_scores pad_token_id prefix problem_type pruned_heads
    remove_invalid_values repetition_penalty return_dict return_dict_in_generate sep_token_id suppress_tokens
    task_specific_params temperature tf_legacy_loss tie_encoder_decoder tie_word_embeddings tokenizer_class top_k top_p
    torch_dtype torchscript transformers_version typical_p use_bfloat16 use_cache`,
  ),
  ...all("inert", "attention_dropout dropout initializer_factor initializer_range"), // in training
  auto_map: isOff, // code of its own
  quantization_config: isOff,
};

const OF_A_TOWER = all(
  "obeyed",
  "hidden_size intermediate_size num_hidden_layers num_attention_heads hidden_act layer_norm_eps",
);

export const CLIP_SETTINGS: SettingsTable = {
  ...OF_EVERY_MODEL,
  ...all(
    "obeyed",
    "model_type projection_dim logit_scale_init_value text_config text_config_dict vision_config vision_config_dict",
  ),
};

export const VISION_SETTINGS: SettingsTable = {
  ...OF_EVERY_MODEL,
  ...OF_A_TOWER,
  ...all("obeyed", "image_size patch_size num_channels"),
  projection_dim: "inert", // CLIPModel takes its own
  model_type: isClips,
};

export const TEXT_SETTINGS: SettingsTable = {
  ...OF_EVERY_MODEL,
  ...OF_A_TOWER,
  ...all("obeyed", "vocab_size max_position_embeddings eos_token_id"),
  projection_dim: "inert",
  model_type: isClips,
};

function isClips(value: unknown): boolean {
  return isOff(value) || (typeof value === "string" && /^clip(_|$)/.test(value));
}
