import { ClipscopeError } from "@clipscope/types";
import { fragment, vertex } from "./shaders.js";

/** Names of the vertex shader's inputs. */
export type AttributeName = "x" | "y" | "code" | "shaped" | "leveled";

/** The shaders of the points, compiled in the background where the browser can. */
export class PointProgram {
  readonly #program: WebGLProgram;
  readonly #compiling: { COMPLETION_STATUS_KHR: number } | null;
  readonly #uniforms = new Map<string, WebGLUniformLocation | null>();
  readonly #attributes = new Map<string, number>();
  #ready = false;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.#compiling = gl.getExtension("KHR_parallel_shader_compile");
    this.#program = link(gl, vertex, fragment);
  }

  /** Whether the shaders are compiled and in use. Throws `not-supported` if they do not link. */
  use(): boolean {
    if (this.#ready) return true;
    const { gl } = this;
    const extension = this.#compiling;
    // Any other query of a program that is being compiled would block the page.
    if (extension && !gl.getProgramParameter(this.#program, extension.COMPLETION_STATUS_KHR)) return false;
    if (!gl.getProgramParameter(this.#program, gl.LINK_STATUS)) {
      const log = gl.getProgramInfoLog(this.#program);
      throw new ClipscopeError("not-supported", `The map's shaders do not link on this GPU: ${log}`);
    }
    gl.useProgram(this.#program);
    this.#ready = true;
    return true;
  }

  uniform(name: string): WebGLUniformLocation | null {
    if (!this.#uniforms.has(name)) this.#uniforms.set(name, this.gl.getUniformLocation(this.#program, name));
    return this.#uniforms.get(name) ?? null;
  }

  attribute(name: AttributeName): number {
    let location = this.#attributes.get(name);
    if (location === undefined) {
      location = this.gl.getAttribLocation(this.#program, name);
      this.#attributes.set(name, location);
    }
    return location;
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
