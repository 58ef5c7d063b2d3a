const compiled = new Map<string, WebAssembly.Module | undefined>();

/**
 * A module from its base64, compiled once; none where there is no WebAssembly, where it lacks 128-bit numbers and the
 * module needs them, or where a page forbids it.
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

/** Gives a memory at least so many bytes. Views of it must be made again. */
export function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / 65536);
  if (pages > 0) memory.grow(pages);
}
