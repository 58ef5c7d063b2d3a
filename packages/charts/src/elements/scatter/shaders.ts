import { DIM } from "./stamps.js";

/** Colors in a row of the palette's texture. */
export const PALETTE_WIDTH = 256;

/** Vertex shader: one GL point for each point, at its position, in its color of the palette. */
export const vertex = `#version 300 es
in float x, y, code, shaped, leveled;
uniform vec2 viewport;
uniform vec3 camera; // left, top, scale
uniform float dot_;
uniform highp sampler2D palette;
flat out vec3 ink;
flat out float shape, level, side, reach;
void main() {
  level = leveled;
  shape = shaped;
  side = dot_ * (level > 2.5 ? 1.3 : 1.0);
  reach = side * 0.575 + 1.0;
  vec2 pixel = vec2(x, y) * camera.z + camera.xy;
  gl_Position = vec4(pixel / viewport * 2.0 - 1.0, 0.0, 1.0) * vec4(1.0, -1.0, 1.0, 1.0);
  gl_PointSize = 2.0 * reach;
  int at = level < 1.5 ? 0 : int(code);
  ink = texelFetch(palette, ivec2(at % ${PALETTE_WIDTH}, at / ${PALETTE_WIDTH}), 0).rgb;
}`;

/** Fragment shader: signed distances give every mark a smooth edge. */
export const fragment = `#version 300 es
precision highp float;
flat in vec3 ink;
flat in float shape, level, side, reach;
out vec4 result;

float box(vec2 p, vec2 half_) {
  vec2 q = abs(p) - half_;
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0);
}
float mark(vec2 p) {
  if (shape < 0.5) return length(p) - 1.0;
  if (shape < 1.5) {
    vec2 q = vec2(p.x + p.y, p.x - p.y) * 0.70711;
    return min(box(q, vec2(1.2, 0.32)), box(q, vec2(0.32, 1.2)));
  }
  if (shape < 2.5) return box(p, vec2(0.86));
  if (shape < 3.5) return max(p.y - 0.8, abs(p.x) * 0.874 - p.y * 0.486 - 0.486);
  return (abs(p.x) + abs(p.y) - 1.1) * 0.70711;
}
void main() {
  vec2 at = (gl_PointCoord * 2.0 - 1.0) * reach / (side * 0.5);
  float cover = clamp(0.5 - mark(at) * side * 0.5, 0.0, 1.0) * (level < 1.5 ? ${DIM.toFixed(2)} : 1.0);
  if (cover == 0.0) discard;
  result = vec4(ink * cover, cover);
}`;
