/**
 * The hosts from which models on the Hugging Face hub come, as sources of a Content-Security-Policy: the hub
 * itself, and the servers to which it redirects the downloads of large files. A page names them before it
 * contacts the first, and allows no others. A hub at another `endpoint` has hosts of its own.
 */
// https://huggingface.co/docs/hub/models-downloading, "Downloading behind a proxy or firewall", and the domains in
// https://huggingface.co/.well-known/meta.json. The bridges of Xet serve clients that download whole files, as ours.
export const HUB_HOSTS: readonly string[] = [
  "https://huggingface.co",
  "https://cdn-lfs.hf.co",
  "https://cdn-lfs-us-1.hf.co",
  "https://cdn-lfs-eu-1.hf.co",
  "https://*.xethub.hf.co",
  "https://*.xethub-eu.hf.co",
  "https://aws.cdn.hf.co",
  "https://*.aws.cdn.hf.co",
  "https://*.gcp.cdn.hf.co",
];
