import { rgb } from "d3";
import type { Positions } from "../../geometry/placement.js";
import { type Camera, type PointRenderer, paintingOrder, type Scene, type Sheet } from "./scene.js";
import { fragment, vertex } from "./shaders.js";

/** Bytes per instance besides its position: color (3), shape, emphasis, and the image's index as a float. */
const stride = 12;

/** Draws points with WebGL 2: one instanced quad per point, with a single shader for dots and images. */
export class WebglRenderer implements PointRenderer {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #uniforms = new Map<string, WebGLUniformLocation | null>();
  readonly #positions: WebGLBuffer;
  readonly #looks: WebGLBuffer;
  readonly #textures = new Map<Sheet, WebGLTexture>();
  readonly #compiling: { COMPLETION_STATUS_KHR: number } | null;
  #ready = false;
  #paper = [1, 1, 1];
  #scene: Scene | undefined;
  #order: Int32Array = new Int32Array();

  /** Throws if the canvas does not support WebGL 2. */
  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { antialias: false });
    if (!gl) throw new Error("This browser does not support WebGL 2.");
    this.#gl = gl;
    this.#compiling = gl.getExtension("KHR_parallel_shader_compile");
    this.#program = link(gl, vertex, fragment);
    this.#positions = gl.createBuffer();
    this.#looks = gl.createBuffer();
  }

  /** Whether the shaders are compiled. Any earlier query of them would block the page. */
  #isReady(): boolean {
    if (this.#ready) return true;
    const gl = this.#gl;
    const extension = this.#compiling;
    if (extension && !gl.getProgramParameter(this.#program, extension.COMPLETION_STATUS_KHR)) return false;
    if (!gl.getProgramParameter(this.#program, gl.LINK_STATUS)) {
      throw new Error(`The map's shaders do not link: ${gl.getProgramInfoLog(this.#program)}`);
    }
    gl.useProgram(this.#program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.STATIC_DRAW);
    this.#attribute("corner", 2, gl.FLOAT, false, 8, 0, 0);
    this.#ready = true;
    return true;
  }

  setTheme({ paper }: { paper: string }): void {
    const { r, g, b } = rgb(paper);
    this.#paper = [r / 255, g / 255, b / 255];
  }

  draw(scene: Scene, positions: Positions, camera: Camera): boolean {
    if (!this.#isReady()) return false;
    const gl = this.#gl;
    if (scene !== this.#scene) this.#setScene(scene);
    const order = this.#order;
    const xy = new Float32Array(order.length * 2);
    for (let i = 0; i < order.length; i++) {
      xy[2 * i] = positions.x[order[i]];
      xy[2 * i + 1] = positions.y[order[i]];
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#positions);
    gl.bufferData(gl.ARRAY_BUFFER, xy, gl.DYNAMIC_DRAW);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const ratio = camera.pixelRatio;
    gl.uniform2f(this.#uniform("viewport"), camera.width * ratio, camera.height * ratio);
    gl.uniform3f(this.#uniform("camera"), camera.left * ratio, camera.top * ratio, camera.scale * ratio);
    gl.uniform1f(this.#uniform("dot_"), camera.dot * ratio);
    gl.uniform1f(this.#uniform("picture"), camera.picture * ratio);
    gl.uniform3f(this.#uniform("paper"), this.#paper[0], this.#paper[1], this.#paper[2]);
    for (let start = 0; start < order.length; ) {
      const sheet = scene.sheet[order[start]];
      let end = start + 1;
      while (end < order.length && (camera.picture === 0 || scene.sheet[order[end]] === sheet)) end++;
      this.#drawRun(start, end, camera.picture > 0 ? scene.sheets[sheet] : undefined);
      start = end;
    }
    return true;
  }

  #drawRun(start: number, end: number, sheet: Sheet | undefined): void {
    const gl = this.#gl;
    gl.uniform1f(this.#uniform("hasSheet"), sheet ? 1 : 0);
    gl.uniform1f(this.#uniform("columns"), sheet?.columns ?? 1);
    gl.uniform1f(this.#uniform("rows"), sheet ? sheet.bitmap.height / sheet.tile : 1);
    gl.uniform1f(this.#uniform("tilePixels"), sheet?.tile ?? 1);
    if (sheet) gl.bindTexture(gl.TEXTURE_2D, this.#texture(sheet));
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#positions);
    this.#attribute("position", 2, gl.FLOAT, false, 8, start * 8, 1);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#looks);
    this.#attribute("color", 3, gl.UNSIGNED_BYTE, true, stride, start * stride, 1);
    this.#attribute("look", 3, gl.FLOAT, false, 12, this.#order.length * stride + start * 12, 1);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, end - start);
  }

  #setScene(scene: Scene): void {
    const gl = this.#gl;
    this.#scene = scene;
    this.#order = paintingOrder(scene);
    const n = this.#order.length;
    const bytes = new Uint8Array(n * stride + n * 12);
    const looks = new Float32Array(bytes.buffer, n * stride, n * 3);
    this.#order.forEach((point, i) => {
      bytes.set(scene.colors.subarray(3 * point, 3 * point + 3), i * stride);
      looks.set([scene.shapes[point], scene.emphasis[point], scene.picture[point]], 3 * i);
    });
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#looks);
    gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
  }

  #texture(sheet: Sheet): WebGLTexture {
    const gl = this.#gl;
    let texture = this.#textures.get(sheet);
    if (!texture) {
      texture = gl.createTexture();
      this.#textures.set(sheet, texture);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, sheet.bitmap);
      gl.generateMipmap(gl.TEXTURE_2D);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAX_LOD, 2); // higher mipmap levels would mix neighbors on the sheet
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    }
    return texture;
  }

  #attribute(
    name: string,
    size: number,
    type: number,
    norm: boolean,
    stride: number,
    offset: number,
    divisor: number,
  ) {
    const gl = this.#gl;
    const location = gl.getAttribLocation(this.#program, name);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, type, norm, stride, offset);
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
