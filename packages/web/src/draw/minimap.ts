// The whole trace in 44 px: one line per span, in the order of the tree.
import type { Palette } from "./palette.ts";
import type { TraceTree } from "./trace-tree.ts";

export interface MinimapScene {
  readonly tree: TraceTree;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
}

/** Draws the overview on a cleared context. Spans that fall on the same pixels as one before are skipped: the cost depends on the area, not on the number of spans. */
export function drawMinimap(pen: CanvasRenderingContext2D, scene: MinimapScene): void {
  const { tree, width, height, palette } = scene;
  const total = tree.durationMs || 1;
  const pad = 3;
  const count = tree.nodes.length;
  const step = Math.min(4, (height - 2 * pad) / Math.max(1, count));
  const thick = Math.max(1, Math.min(2, step - 0.5));
  const reach = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const node = tree.nodes[i]!;
    const y = pad + i * step;
    const line = Math.floor(y * 2);
    const left = (node.start / total) * width;
    const right = Math.max(left + 1.5, (node.end / total) * width);
    const failed = node.span.status === "error";
    if (!failed && right <= (reach.get(line) ?? -1)) continue;
    reach.set(line, Math.max(right, reach.get(line) ?? 0));
    pen.fillStyle = failed ? palette.error : palette.service(node.span.service, 78);
    pen.fillRect(left, y, right - left, thick);
  }
}
