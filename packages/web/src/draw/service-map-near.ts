// The next node of the service map in a direction, for the arrow keys.
import type { PlacedMapNode } from "./service-map-box.ts";

export type MapDirection = "left" | "right" | "up" | "down";

/** The node nearest to `from` in that direction; the first node without a `from`. `undefined` at the border. */
export function nearestNode(
  nodes: readonly PlacedMapNode[],
  from: string | undefined,
  direction: MapDirection,
): string | undefined {
  const start = nodes.find(({ id }) => id === from);
  if (start === undefined) return nodes[0]?.id;
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const { id, x, y } of nodes) {
    const [ahead, aside] = turn(x - start.x, y - start.y, direction);
    if (id === start.id || ahead <= 0 || (direction !== "left" && direction !== "right" && aside > ahead))
      continue;
    const cost = ahead + aside * 2;
    if (best === undefined || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}

/** How far ahead in the direction, and how far to its side. */
function turn(dx: number, dy: number, direction: MapDirection): readonly [number, number] {
  if (direction === "left" || direction === "right") return [direction === "left" ? -dx : dx, Math.abs(dy)];
  return [direction === "up" ? -dy : dy, Math.abs(dx)];
}
