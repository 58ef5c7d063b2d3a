/** Signed distance from a position to the edge of a mark of radius 1, negative inside. Same as in the shader. */
export function shapeDistance(shape: number, x: number, y: number): number {
  switch (shape) {
    case 1: {
      const u = Math.abs(x + y) * Math.SQRT1_2;
      const v = Math.abs(x - y) * Math.SQRT1_2;
      return Math.min(box(u, v, 1.2, 0.32), box(u, v, 0.32, 1.2));
    }
    case 2:
      return box(Math.abs(x), Math.abs(y), 0.86, 0.86);
    case 3:
      return Math.max(y - 0.8, Math.abs(x) * 0.874 - y * 0.486 - 0.486);
    case 4:
      return (Math.abs(x) + Math.abs(y) - 1.1) * Math.SQRT1_2;
    default:
      return Math.hypot(x, y) - 1;
  }
}

function box(x: number, y: number, width: number, height: number): number {
  const dx = x - width;
  const dy = y - height;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0);
}
