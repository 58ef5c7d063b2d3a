const compiled = new Map<string, WebAssembly.Module | undefined>();

/**
 * Compiles a base64-encoded module, once; undefined if WebAssembly is missing, lacks SIMD that the module
 * needs, or is blocked by the page.
 */
export function wasmModule(base64: string): WebAssembly.Module | undefined {
  if (!compiled.has(base64)) compiled.set(base64, compile(base64));
  return compiled.get(base64);
}

function compile(base64: string): WebAssembly.Module | undefined {
  const code = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  try {
    return typeof WebAssembly === "object" && WebAssembly.validate(code)
      ? new WebAssembly.Module(code)
      : undefined;
  } catch {
    return undefined; // a content security policy without 'wasm-unsafe-eval'
  }
}

/** Grows a memory to at least this many bytes. Existing views must be recreated. */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
  if (pages > 0) memory.grow(pages);
}
