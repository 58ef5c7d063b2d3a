/** A WebGL 2 context for querying the GPU; null if WebGL 2 is unavailable. */
export function openWebgl(): WebGL2RenderingContext | null {
  const canvas =
    typeof OffscreenCanvas !== "undefined"
      ? new OffscreenCanvas(1, 1)
      : globalThis.document?.createElement("canvas");
  return (canvas?.getContext("webgl2") as WebGL2RenderingContext | null | undefined) ?? null;
}
