/** A drawing context of WebGL 2, for questions about the graphics card, or null where there is none. */
export function openWebgl(): WebGL2RenderingContext | null {
  const canvas =
    typeof OffscreenCanvas !== "undefined"
      ? new OffscreenCanvas(1, 1)
      : globalThis.document?.createElement("canvas");
  return (canvas?.getContext("webgl2") as WebGL2RenderingContext | null | undefined) ?? null;
}
