/** Vertex shader: one quad per instance, moved to its point. */
export const vertex = `#version 300 es
in vec2 corner;
in vec2 position;
in vec3 color;
in vec3 look; // shape, emphasis, picture
uniform vec2 viewport;
uniform vec3 camera; // left, top, scale
uniform float dot_, picture, columns, rows;
out vec2 at;
out vec2 sheetAt;
flat out vec2 tileLow;
flat out vec2 tileHigh;
flat out vec3 ink;
flat out float shape, level, side;
void main() {
  side = picture > 0.0 ? picture : dot_ * (look.y > 2.5 ? 1.3 : 1.0);
  at = corner;
  vec2 pixel = position * camera.z + camera.xy + corner * (side * 0.5 + 1.0);
  gl_Position = vec4(pixel / viewport * 2.0 - 1.0, 0.0, 1.0) * vec4(1.0, -1.0, 1.0, 1.0);
  at = corner * (side * 0.5 + 1.0) / (side * 0.5);
  vec2 sheet = vec2(columns, rows);
  vec2 tile = vec2(mod(look.z, columns), floor(look.z / columns));
  tileLow = tile / sheet;
  tileHigh = (tile + 1.0) / sheet;
  sheetAt = (tile + at * 0.5 + 0.5) / sheet;
  ink = color;
  shape = look.x;
  level = look.y;
}`;

/** Fragment shader: signed distances give every shape an antialiased edge. */
export const fragment = `#version 300 es
precision highp float;
in vec2 at;
in vec2 sheetAt;
flat in vec2 tileLow;
flat in vec2 tileHigh;
flat in vec3 ink;
flat in float shape, level, side;
uniform float picture, hasSheet, tilePixels;
uniform vec3 paper;
uniform sampler2D sheet;
out vec4 result;

float box(vec2 p, vec2 half_, float corner) {
  vec2 q = abs(p) - half_ + corner;
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - corner;
}
float mark(vec2 p) {
  if (shape < 0.5) return length(p) - 1.0;
  if (shape < 1.5) {
    vec2 q = abs(vec2(p.x + p.y, p.x - p.y)) * 0.70711;
    return min(box(q, vec2(1.2, 0.32), 0.0), box(q, vec2(0.32, 1.2), 0.0));
  }
  if (shape < 2.5) return box(p, vec2(0.86), 0.0);
  if (shape < 3.5) return max(p.y - 0.8, abs(p.x) * 0.874 - p.y * 0.486 - 0.486);
  return (abs(p.x) + abs(p.y) - 1.1) * 0.70711;
}
void main() {
  float pixel = 2.0 / side;
  float opacity = level < 1.5 ? 0.25 : 1.0;
  if (picture <= 0.0) {
    float cover = clamp(0.5 - mark(at) / pixel, 0.0, 1.0) * opacity * (level < 1.5 ? 1.0 : 0.9);
    result = vec4(ink * cover, cover);
    return;
  }
  float frame = max(1.5, side / 18.0) * pixel;
  float outside = box(at, vec2(1.0), 0.286);
  float cover = clamp(0.5 - outside / pixel, 0.0, 1.0) * opacity;
  float inside = clamp(0.5 - (outside + frame) / pixel, 0.0, 1.0);
  vec2 margin = (tileHigh - tileLow) * 0.5 / tilePixels;
  vec3 image = hasSheet > 0.5 ? texture(sheet, clamp(sheetAt, tileLow + margin, tileHigh - margin)).rgb : vec3(1.0);
  result = vec4(mix(ink, image * paper, inside) * cover, cover);
}`;
