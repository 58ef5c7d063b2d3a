import { ClipscopeError } from "@clipscope/types";
import type { Drawn, FrameOptions, PointChunk, PointRenderer } from "./renderer.js";
import type { Camera } from "./scene.js";
import { PALETTE_WIDTH } from "./shaders.js";
import { WebglChunk } from "./webgl-chunk.js";
import { PointProgram } from "./webgl-program.js";

/** Target time of a frame while the camera moves, in milliseconds: if all points take longer, only some are drawn. */
const SMOOTH = 24;
/** Pixels around the canvas in which points are not clipped although their center is outside. */
const MARGIN = 32;

/** Draws points with WebGL 2. While the camera moves on a slow GPU, it draws as many points as the GPU manages. */
export class WebglRenderer implements PointRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: PointProgram;
  readonly #palette: WebGLTexture;
  readonly #chunks: WebglChunk[] = [];
  #colors: Uint32Array | undefined;
  /** Timer of the check whether the GPU has drawn a full frame; 0 if none is measured. */
  #timer = 0;
  /** Number of points that the GPU draws per millisecond. */
  #speed = Number.POSITIVE_INFINITY;

  /** Throws if the canvas does not support WebGL 2. */
  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { antialias: false });
    if (!gl) throw new ClipscopeError("not-supported", "This browser does not support WebGL 2.");
    this.#gl = gl;
    this.#program = new PointProgram(gl);
    this.#palette = gl.createTexture();
  }

  draw(
    chunks: readonly PointChunk[],
    camera: Camera,
    { moved = false, moving = false }: FrameOptions = {},
  ): Drawn {
    if (!this.#program.use()) return "waiting";
    const gl = this.#gl;
    const ratio = camera.pixelRatio;
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    gl.viewport(-MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.uniform2f(this.#program.uniform("viewport"), width + 2 * MARGIN, height + 2 * MARGIN);
    gl.uniform3f(
      this.#program.uniform("camera"),
      camera.left * ratio + MARGIN,
      camera.top * ratio + MARGIN,
      camera.scale * ratio,
    );
    gl.uniform1f(this.#program.uniform("dot_"), camera.dot * ratio);
    const points = chunks.reduce((sum, { scene }) => sum + scene.order.length, 0);
    const share = moving ? Math.min(1, (this.#speed * SMOOTH) / points) : 1;
    while (this.#chunks.length > chunks.length) this.#chunks.pop()?.dispose();
    for (const [i, chunk] of chunks.entries()) {
      this.#usePalette(chunk.scene.palette);
      this.#chunks[i] ??= new WebglChunk(gl, this.#program);
      this.#chunks[i].draw(chunk, moved, Math.ceil(share * chunk.scene.order.length));
    }
    if (share === 1) this.#measure(points);
    return share === 1 ? "done" : "partial";
  }

  /** Measures how long the GPU takes for a full frame. */
  #measure(points: number): void {
    const gl = this.#gl;
    const done = this.#timer ? null : gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (!done) return;
    gl.flush();
    const start = performance.now();
    const check = () => {
      const passed = performance.now() - start;
      if (gl.getSyncParameter(done, gl.SYNC_STATUS) !== gl.SIGNALED && passed < 2000) {
        this.#timer = window.setTimeout(check, 4);
        return;
      }
      this.#speed = Math.max(10_000, points) / Math.max(0.1, passed);
      gl.deleteSync(done);
      this.#timer = 0;
    };
    this.#timer = window.setTimeout(check, 0);
  }

  #usePalette(colors: Uint32Array): void {
    if (colors === this.#colors) return;
    const gl = this.#gl;
    const height = Math.ceil(colors.length / PALETTE_WIDTH);
    const bytes = new Uint8Array(4 * PALETTE_WIDTH * height);
    bytes.set(new Uint8Array(colors.buffer, colors.byteOffset, colors.byteLength));
    gl.bindTexture(gl.TEXTURE_2D, this.#palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, PALETTE_WIDTH, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    this.#colors = colors;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
