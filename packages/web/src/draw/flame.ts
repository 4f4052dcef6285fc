// Draws a flame graph, of spans over time or of functions by their time, and finds the box under the pointer.
import { fitText } from "./fit-text.ts";
import type { FlameLayout } from "./flame-layout.ts";
import { xOf } from "./lane.ts";
import type { Palette } from "./palette.ts";
import { ticks } from "./ruler.ts";
import type { TimeView } from "./time-view.ts";
import type { SpanNode } from "./trace-tree.ts";
import { withoutControls } from "./without-controls.ts";

export const flameLine = 24;

/** A box of a flame graph. `service` chooses its colour. */
export interface FlameNode {
  readonly index: number;
  /** Ms. */
  readonly start: number;
  readonly end: number;
  readonly span: Pick<SpanNode["span"], "name" | "service" | "status">;
}

export interface FlameScene {
  readonly nodes: readonly FlameNode[];
  readonly layout: FlameLayout;
  readonly view: TimeView;
  readonly width: number;
  readonly height: number;
  readonly selected: FlameNode | undefined;
  readonly matches: ReadonlySet<FlameNode> | null;
  readonly palette: Palette;
  readonly font: string;
  readonly duration: (ms: number) => string;
}

type Pen = CanvasRenderingContext2D;

/** Draws on a cleared context. Boxes under half a pixel that fall on a drawn one are left out. */
export function drawFlame(pen: Pen, scene: FlameScene): void {
  const { nodes, layout, view, width, height, palette } = scene;
  pen.fillStyle = palette.grid;
  for (const tick of ticks(view, width)) {
    const x = Math.round(xOf(tick.at, view, width));
    if (x > 0) pen.fillRect(x, 0, 1, height);
  }
  pen.font = scene.font;
  pen.textBaseline = "middle";
  const reach = new Float64Array(layout.lineCount).fill(-1);
  for (const node of nodes) {
    const left = Math.max(-4, xOf(node.start, view, width));
    const right = Math.min(width, xOf(node.end, view, width));
    if (right < 0 || left > width) continue;
    const line = layout.lines[node.index]!;
    const failed = node.span.status === "error";
    if (right - left < 0.5 && !failed && right <= reach[line]!) continue;
    reach[line] = Math.max(reach[line]!, left + 1);
    drawBox(pen, scene, node, { left, width: Math.max(2, right - left - 1), top: line * flameLine });
  }
}

interface Box {
  readonly left: number;
  readonly width: number;
  readonly top: number;
}

function drawBox(pen: Pen, scene: FlameScene, node: FlameNode, box: Box): void {
  const { left, width, top } = box;
  const { palette, matches, selected } = scene;
  const failed = node.span.status === "error";
  const { service } = node.span;
  const high = flameLine - 1;
  pen.globalAlpha = matches === null || matches.has(node) ? 1 : 0.25;
  const edge = failed ? palette.error : palette.service(service, 100);
  const wide = width >= 14;
  pen.fillStyle = wide ? (failed ? palette.errorSoft : palette.service(service, 30)) : edge;
  pen.beginPath();
  pen.roundRect(left, top, width, high, Math.min(2, width / 2));
  pen.fill();
  if (wide) {
    pen.fillStyle = edge;
    pen.fillRect(left, top, 3, high);
    drawLabel(pen, scene, node, box);
  }
  pen.globalAlpha = 1;
  if (node !== selected) return;
  pen.strokeStyle = palette.accent;
  pen.lineWidth = 1.5;
  pen.strokeRect(left + 0.75, top + 0.75, width - 1.5, high - 1.5);
}

/** The name from the left edge that is visible, and the duration at the right edge where there is room. */
function drawLabel(pen: Pen, scene: FlameScene, node: FlameNode, { left, width, top }: Box): void {
  const [from, to] = [Math.max(0, left) + 9, left + width - 6];
  const y = top + (flameLine - 1) / 2 + 0.5;
  if (to - from < 24) return;
  const time = scene.duration(node.end - node.start);
  const timeWidth = to - from > 160 ? pen.measureText(time).width : 0;
  const room = to - from - (timeWidth === 0 ? 0 : timeWidth + 10);
  pen.fillStyle = node.span.status === "error" ? scene.palette.errorText : scene.palette.ink1;
  pen.fillText(fitText(pen, withoutControls(node.span.name), room), from, y);
  if (timeWidth === 0) return;
  pen.fillStyle = scene.palette.ink2;
  pen.fillText(time, to - timeWidth, y);
}

/** The box at a point of the graph; the last drawn wins where boxes share pixels. */
export function flameAt<Node extends FlameNode>(
  {
    nodes,
    layout,
    view,
    width,
  }: Pick<FlameScene, "layout" | "view" | "width"> & { readonly nodes: readonly Node[] },
  x: number,
  y: number,
): Node | null {
  const line = Math.floor(y / flameLine);
  const slack = ((view.end - view.start) / (width || 1)) * 2;
  const at = view.start + (x / (width || 1)) * (view.end - view.start);
  const found = nodes.findLast(
    (node) => layout.lines[node.index] === line && node.start - slack <= at && at <= node.end + slack,
  );
  return found ?? null;
}
