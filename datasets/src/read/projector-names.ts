/** The vectors: text, or raw float32; what stands before the word goes before "metadata.tsv", too. */
export const VECTORS = /^(.*?)(?:vectors?|tensors?)\.(?:tsv|bytes)$/i;
export const METADATA = /metadata\.tsv$/i;
export const CONFIG = /^projector_config\.(?:json|pbtxt)$/i;

/** Names, in lower case, of files that belong to the Embedding Projector. */
export const PROJECTOR = new RegExp([VECTORS, METADATA, CONFIG].map(({ source }) => source).join("|"));
