/**
 * Reports whether a hardware GPU renders WebGL 2. Runs in a worker because the query can take a second while
 * the browser starts its GPU process.
 */
const emulator = /swiftshader|llvmpipe|lavapipe|softpipe|software|microsoft basic render|\bwarp\b/i;
const gl = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: true });
const unmasked = gl?.getExtension("WEBGL_debug_renderer_info");
const renderer = gl ? String(gl.getParameter(unmasked ? unmasked.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "";
gl?.getExtension("WEBGL_lose_context")?.loseContext();
postMessage(gl !== null && !emulator.test(renderer));
