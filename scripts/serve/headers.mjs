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

/** The request of a worker's script that may download models from the hub: README.md here. */
const WITH_HUB = /\.m?js\?hub$/;

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

function policyFor(url, hubHosts) {
  const policy = url.startsWith("/notebooks/") ? NOTEBOOKS_POLICY : POLICY;
  if (!WITH_HUB.test(url)) return policy;
  return policy.map((rule) => (rule.startsWith("connect-src ") ? [rule, ...hubHosts].join(" ") : rule));
}
