/** Every request stays on this machine. WebAssembly may compile, and its threads start from blobs. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' blob: 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];
/** Observable's html`<button onclick=${f}>` holds the handler's place by an attribute before it sets the handler. */
const NOTEBOOKS_POLICY = [...POLICY, "script-src-attr 'unsafe-inline'"];

/**
 * The headers of the answer to a request for `url`, a path with its query.
 *
 * @param {string} url
 * @param {readonly string[]} [hubHosts]
 */
export function headersFor(url, hubHosts = []) {
  return {
    "content-security-policy": policyFor(url, hubHosts).join("; "),
    // Together these two give the page SharedArrayBuffer, and so threads in WebAssembly.
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}

/** The policy of a page or worker; that of a script may name hosts in the query: README.md here. */
function policyFor(url, hubHosts) {
  const policy = url.startsWith("/notebooks/") ? NOTEBOOKS_POLICY : POLICY;
  const [path, query = ""] = url.split("?");
  if (!/\.m?js$/.test(path)) return policy;
  const asked = new URLSearchParams(query);
  const hosts = [...(asked.has("hub") ? hubHosts : []), ...asked.getAll("allow").filter(isOrigin)];
  return policy.map((rule) => (rule.startsWith("connect-src ") ? [rule, ...hosts].join(" ") : rule));
}

/** Whether a text is the origin of a website, such as "https://example.org", and so no more than one source. */
function isOrigin(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === text;
}
