interface Dawn {
  create(options: readonly string[]): unknown;
  globals: object;
}

/**
 * Provides `navigator.gpu` in Node, on a GPU and without a display, through Dawn, if the npm package `webgpu`
 * is installed. Does nothing if WebGPU exists already or the package does not support this platform.
 */
export async function provideWebgpu(): Promise<void> {
  const scope = globalThis as { navigator?: { gpu?: unknown } };
  if (scope.navigator?.gpu) return;
  const name = "webgpu"; // not a dependency: it is 50 MB
  const dawn: Dawn | undefined = await import(name).catch(() => undefined);
  if (!dawn) return;
  Object.assign(globalThis, dawn.globals);
  scope.navigator ??= {}; // Node 20 has none
  Object.defineProperty(scope.navigator, "gpu", { value: dawn.create([]), configurable: true });
}
