import type { Positions } from "../../geometry/placement.js";
import type { PointChunk } from "./renderer.js";
import type { Scene } from "./scene.js";
import type { AttributeName, PointProgram } from "./webgl-program.js";

/** The arrays of a chunk on the GPU. Only those that have changed are uploaded: for other colors, two bytes a point. */
export class WebglChunk {
  readonly #vertices: WebGLVertexArrayObject;
  readonly #buffers = new Map<string, WebGLBuffer>();
  readonly #uploaded = new Map<string, unknown>();
  #scene: Scene | undefined;
  #positions: Positions | undefined;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly program: PointProgram,
  ) {
    this.#vertices = gl.createVertexArray();
  }

  /** Uploads what has changed, and draws the last `count` points of the order, which are those in front. */
  draw({ scene, positions }: PointChunk, moved: boolean, count: number): void {
    const { gl } = this;
    gl.bindVertexArray(this.#vertices);
    if (moved || positions !== this.#positions) {
      this.#attribute("x", positions.x, gl.FLOAT, moved);
      this.#attribute("y", positions.y, gl.FLOAT, moved);
      this.#positions = positions;
    }
    if (scene !== this.#scene) {
      this.#attribute("code", scene.inks, gl.UNSIGNED_SHORT);
      this.#attribute("shaped", scene.shapes, gl.UNSIGNED_BYTE);
      this.#attribute("leveled", scene.emphasis, gl.UNSIGNED_BYTE);
      this.#upload("order", scene.order, gl.ELEMENT_ARRAY_BUFFER);
      this.#scene = scene;
    }
    const { length } = scene.order;
    const drawn = Math.min(count, length);
    gl.drawElements(gl.POINTS, drawn, gl.UNSIGNED_INT, 4 * (length - drawn));
  }

  #attribute(name: AttributeName, values: ArrayBufferView, type: number, moved = false): void {
    const { gl } = this;
    if (!this.#upload(name, values, gl.ARRAY_BUFFER, moved)) return;
    const location = this.program.attribute(name);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, 1, type, false, 0, 0);
  }

  /** Returns whether it uploaded the values: not if they are there already. */
  #upload(name: string, values: ArrayBufferView, target: number, moved = false): boolean {
    if (!moved && this.#uploaded.get(name) === values) return false;
    const { gl } = this;
    const buffer = this.#buffers.get(name) ?? gl.createBuffer();
    this.#buffers.set(name, buffer);
    this.#uploaded.set(name, values);
    gl.bindBuffer(target, buffer);
    gl.bufferData(target, values, moved ? gl.DYNAMIC_DRAW : gl.STATIC_DRAW);
    return true;
  }

  dispose(): void {
    for (const buffer of this.#buffers.values()) this.gl.deleteBuffer(buffer);
    this.gl.deleteVertexArray(this.#vertices);
  }
}
