/** Vertex shader: one quad for each point, at its position. */
export const vertex = `#version 300 es
in vec2 corner;
in vec2 position;
in vec4 color;
in vec2 look; // shape, emphasis
uniform vec2 viewport;
uniform vec3 camera; // left, top, scale
uniform float dot_;
out vec2 at;
flat out vec3 ink;
flat out float shape, level, side;
void main() {
  side = dot_ * (look.y > 2.5 ? 1.3 : 1.0);
  float reach = side * 0.575 + 1.0;
  vec2 pixel = position * camera.z + camera.xy + corner * reach;
  gl_Position = vec4(pixel / viewport * 2.0 - 1.0, 0.0, 1.0) * vec4(1.0, -1.0, 1.0, 1.0);
  at = corner * reach / (side * 0.5);
  ink = color.rgb;
  shape = look.x;
  level = look.y;
}`;

/** Fragment shader: signed distances give every mark a smooth edge. */
export const fragment = `#version 300 es
precision highp float;
in vec2 at;
flat in vec3 ink;
flat in float shape, level, side;
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
  float cover = clamp(0.5 - mark(at) * side * 0.5, 0.0, 1.0) * (level < 1.5 ? 0.25 : 1.0);
  result = vec4(ink * cover, cover);
}`;
