interface Dawn {
  create(options: readonly string[]): unknown;
  globals: object;
}

/**
 * Gives Node what browsers have as `navigator.gpu`, on a GPU and without a screen: by Dawn, if the npm package `webgpu` is
 * installed. Does nothing where there is one already, or no such package for this platform.
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
