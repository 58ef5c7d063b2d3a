/**
 * Names of vector files, as text or raw float32; the prefix before the word is shared with "metadata.tsv".
 */
export const VECTORS = /^(.*?)(?:vectors?|tensors?)\.(?:tsv|bytes)$/i;
export const METADATA = /metadata\.tsv$/i;
export const CONFIG = /^projector_config\.(?:json|pbtxt)$/i;

/** Lower-case names of files that belong to the Embedding Projector. */
export const PROJECTOR = new RegExp([VECTORS, METADATA, CONFIG].map(({ source }) => source).join("|"));
