import { ClipscopeError } from "@clipscope/types";
import type { Positions } from "../../geometry/placement.js";
import type { Camera, PointRenderer, Scene } from "./scene.js";
import { fragment, vertex } from "./shaders.js";

/** Draws points with WebGL 2: one quad for each point, all in one draw call. */
export class WebglRenderer implements PointRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms = new Map<string, WebGLUniformLocation | null>();
  readonly #places: WebGLBuffer;
  readonly #looks: WebGLBuffer;
  readonly #compiling: { COMPLETION_STATUS_KHR: number } | null;
  #ready = false;
  #scene: Scene | undefined;
  #positions: Positions | undefined;

  /** Throws if the canvas does not support WebGL 2. */
  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { antialias: false });
    if (!gl) throw new ClipscopeError("not-supported", "This browser does not support WebGL 2.");
    this.#gl = gl;
    this.#compiling = gl.getExtension("KHR_parallel_shader_compile");
    this.#program = link(gl, vertex, fragment);
    this.#places = gl.createBuffer();
    this.#looks = gl.createBuffer();
  }

  /** Whether the shaders are compiled. Any earlier query of them would block the page. */
  #isReady(): boolean {
    if (this.#ready) return true;
    const gl = this.#gl;
    const extension = this.#compiling;
    if (extension && !gl.getProgramParameter(this.#program, extension.COMPLETION_STATUS_KHR)) return false;
    if (!gl.getProgramParameter(this.#program, gl.LINK_STATUS)) {
      const log = gl.getProgramInfoLog(this.#program);
      throw new ClipscopeError("not-supported", `The map's shaders do not link on this GPU: ${log}`);
    }
    gl.useProgram(this.#program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
    this.#attribute("corner", 2, gl.FLOAT, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    this.#attribute("position", 2, gl.FLOAT, 0, 1);
    this.#ready = true;
    return true;
  }

  draw(scene: Scene, positions: Positions, camera: Camera, moved: boolean): boolean {
    if (!this.#isReady()) return false;
    const gl = this.#gl;
    if (moved || scene.order !== this.#scene?.order || positions !== this.#positions)
      this.#place(scene, positions);
    if (scene !== this.#scene) this.#paint(scene);
    this.#scene = scene;
    this.#positions = positions;
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const ratio = camera.pixelRatio;
    gl.uniform2f(this.#uniform("viewport"), camera.width * ratio, camera.height * ratio);
    gl.uniform3f(this.#uniform("camera"), camera.left * ratio, camera.top * ratio, camera.scale * ratio);
    gl.uniform1f(this.#uniform("dot_"), camera.dot * ratio);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, scene.order.length);
    return true;
  }

  #place({ order }: Scene, { x, y }: Positions): void {
    const gl = this.#gl;
    const places = new Float32Array(2 * order.length);
    for (let at = 0; at < order.length; at++) {
      places[2 * at] = x[order[at]];
      places[2 * at + 1] = y[order[at]];
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    gl.bufferData(gl.ARRAY_BUFFER, places, gl.DYNAMIC_DRAW);
  }

  /** Uploads colors, `[n, 4]` bytes, followed by shapes and emphases, `[n, 2]` bytes. */
  #paint({ order, inks, shapes, emphasis }: Scene): void {
    const gl = this.#gl;
    const n = order.length;
    const bytes = new Uint8Array(6 * n);
    const colors = new Uint32Array(bytes.buffer, 0, n);
    for (let at = 0; at < n; at++) {
      const point = order[at];
      colors[at] = inks[point];
      bytes[4 * n + 2 * at] = shapes[point];
      bytes[4 * n + 2 * at + 1] = emphasis[point];
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#looks);
    gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
    this.#attribute("color", 4, gl.UNSIGNED_BYTE, 0, 1, true);
    this.#attribute("look", 2, gl.UNSIGNED_BYTE, 4 * n, 1);
  }

  #attribute(
    name: string,
    size: number,
    type: number,
    offset: number,
    divisor: number,
    normalized = false,
  ): void {
    const gl = this.#gl;
    const location = gl.getAttribLocation(this.#program, name);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, type, normalized, 0, offset);
    gl.vertexAttribDivisor(location, divisor);
  }

  #uniform(name: string): WebGLUniformLocation | null {
    if (!this.#uniforms.has(name)) this.#uniforms.set(name, this.#gl.getUniformLocation(this.#program, name));
    return this.#uniforms.get(name) ?? null;
  }

  dispose(): void {
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

function link(gl: WebGL2RenderingContext, vertexSource: string, fragmentSource: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexSource],
    [gl.FRAGMENT_SHADER, fragmentSource],
  ] as const) {
    const shader = gl.createShader(type) as WebGLShader;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return program;
}
