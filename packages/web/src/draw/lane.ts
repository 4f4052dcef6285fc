// Draws the lane of the waterfall: bars, the critical path under them, errors, events, log marks, grid. Draws only the rows
// of the given window; measures no text and uses nothing of the DOM but the context.
import type { SpanEvent } from "contract";
import type { Palette } from "./palette.ts";
import { textWidth } from "./fit-text.ts";
import type { Gap } from "./gaps.ts";
import type { PathSegment } from "contract";
import type { RowMetrics, RowWindow } from "./row-layout.ts";
import { ticks } from "./ruler.ts";
import type { TimeView } from "./time-view.ts";
import type { SpanRow, TraceRow } from "./trace-rows.ts";
import { sinceMs, type SpanNode } from "./trace-tree.ts";

export interface LaneScene {
  readonly rows: readonly TraceRow[];
  readonly tops: Float64Array;
  readonly window: RowWindow;
  readonly metrics: RowMetrics;
  readonly view: TimeView;
  /** CSS px of the lane, and of the canvas from the window's first row on. */
  readonly width: number;
  readonly height: number;
  readonly originNs: bigint;
  readonly path: ReadonlyMap<SpanNode, readonly PathSegment<SpanNode>[]>;
  readonly showPath: boolean;
  /** Grid lines and log marks; not where names stand on the lane itself. */
  readonly showGrid: boolean;
  /** The gaps of a span that are shown; none when gaps are off. */
  readonly gapsOf: (node: SpanNode) => readonly Gap[];
  readonly gapLabel: (ms: number) => string;
  readonly smallFont: string;
  readonly palette: Palette;
}

type Pen = CanvasRenderingContext2D;

/** Draws `scene` on a cleared context. About 10 µs a row. */
export function drawLane(pen: Pen, scene: LaneScene): void {
  if (scene.showGrid) drawGrid(pen, scene);
  const origin = scene.tops[scene.window.first] ?? 0;
  for (let i = scene.window.first; i < scene.window.last; i++) {
    const row = scene.rows[i]!;
    const top = scene.tops[i]! - origin;
    if (row.kind === "span") drawSpan(pen, scene, row, top);
    else if (row.kind === "group") drawGroup(pen, scene, row.nodes, top);
    else if (row.kind === "log" && scene.showGrid) drawLog(pen, scene, row.at, row.log.severityNumber, top);
  }
}

/** X of a time on the lane, unclipped. */
export function xOf(at: number, view: TimeView, width: number): number {
  return ((at - view.start) / (view.end - view.start || 1)) * width;
}

/** Milliseconds since the trace began of an event of `node`. */
export function eventAt(event: SpanEvent, node: SpanNode, originNs: bigint): number {
  return sinceMs(event.timeNs, originNs) + node.shift;
}

function drawGrid(pen: Pen, { view, width, height, palette }: LaneScene): void {
  pen.fillStyle = palette.grid;
  for (const tick of ticks(view, width)) {
    const x = Math.round(xOf(tick.at, view, width));
    if (x > 0) pen.fillRect(x, 0, 1, height);
  }
}

/** Left edge and width of an interval, clipped to the lane and at least 2 px; `null` outside of it. */
function extent(start: number, end: number, { view, width }: LaneScene): readonly [number, number] | null {
  const left = xOf(start, view, width);
  const right = xOf(end, view, width);
  if (right < 0 || left > width) return null;
  const from = Math.max(-4, Math.min(left, width - 2));
  return [from, Math.max(2, Math.min(right, width + 4) - from)];
}

function drawSpan(pen: Pen, scene: LaneScene, { node, expanded }: SpanRow, top: number): void {
  const { metrics, palette, path, showPath } = scene;
  const bar = extent(node.start, node.end, scene);
  const segments = path.get(node);
  const failed = node.span.status === "error";
  if (bar !== null) {
    pen.globalAlpha = !showPath || segments !== undefined || failed ? 1 : 0.6;
    pen.fillStyle = failed ? palette.error : palette.service(node.span.service, 78);
    pen.beginPath();
    pen.roundRect(bar[0], top + metrics.barTop, bar[1], metrics.barHeight, Math.min(2, bar[1] / 2));
    pen.fill();
    if (failed) hatch(pen, bar, top + metrics.barTop, metrics.barHeight, palette.errorPale);
    pen.globalAlpha = 1;
  }
  if (expanded) drawGaps(pen, scene, node, top);
  if (showPath && segments !== undefined) drawPath(pen, scene, segments, top);
  for (const event of node.span.events) drawEvent(pen, scene, eventAt(event, node, scene.originNs), top);
}

/** A slot in the bar where no child ran, with its length where there is room. */
function drawGaps(pen: Pen, scene: LaneScene, node: SpanNode, top: number): void {
  const { metrics, palette, gapsOf } = scene;
  for (const gap of gapsOf(node)) {
    const box = extent(gap.start, gap.end, scene);
    if (box === null || box[1] < 8) continue;
    const [left, width] = [Math.max(0, box[0]) + 1, Math.min(box[1], scene.width - Math.max(0, box[0])) - 2];
    const middle = top + metrics.barTop + metrics.barHeight / 2;
    pen.fillStyle = palette.page;
    pen.fillRect(left, top + metrics.barTop + 2, width, metrics.barHeight - 4);
    pen.fillStyle = palette.ink3;
    for (let x = left + 2; x < left + width - 2; x += 5)
      pen.fillRect(x, middle - 0.5, Math.min(2, left + width - 2 - x), 1);
    const label = scene.gapLabel(gap.end - gap.start);
    pen.font = scene.smallFont;
    const room = textWidth(pen, label) + 12;
    if (width < room + 24) continue;
    pen.fillStyle = palette.page;
    pen.fillRect(left + (width - room) / 2, top + metrics.barTop - 1, room, metrics.barHeight + 2);
    pen.fillStyle = palette.ink2;
    pen.textBaseline = "middle";
    pen.fillText(label, left + (width - room) / 2 + 6, middle + 0.5);
  }
}

function drawPath(pen: Pen, scene: LaneScene, segments: readonly PathSegment<SpanNode>[], top: number): void {
  const { metrics, palette, view, width } = scene;
  pen.fillStyle = palette.ink1;
  for (const segment of segments) {
    const left = Math.max(0, xOf(segment.start, view, width));
    const right = Math.min(width, xOf(segment.end, view, width));
    if (right >= 0 && left <= width)
      pen.fillRect(left, top + metrics.pathTop, Math.max(1, right - left), metrics.pathHeight);
  }
}

function hatch(
  pen: Pen,
  [left, width]: readonly [number, number],
  top: number,
  height: number,
  colour: string,
): void {
  if (width < 6) return;
  pen.save();
  pen.beginPath();
  pen.roundRect(left, top, width, height, 2);
  pen.clip();
  pen.strokeStyle = colour;
  pen.lineWidth = 4;
  pen.beginPath();
  for (let x = left - height; x < left + width + height; x += 12) {
    pen.moveTo(x, top + height + 1);
    pen.lineTo(x + height + 2, top - 1);
  }
  pen.stroke();
  pen.restore();
}

function drawEvent(pen: Pen, { view, width, metrics, palette }: LaneScene, at: number, top: number): void {
  const x = xOf(at, view, width);
  if (x < -4 || x > width + 4) return;
  const y = top + metrics.barTop + metrics.barHeight / 2;
  pen.beginPath();
  pen.moveTo(x, y - 4.5);
  pen.lineTo(x + 4.5, y);
  pen.lineTo(x, y + 4.5);
  pen.lineTo(x - 4.5, y);
  pen.closePath();
  pen.fillStyle = palette.page;
  pen.fill();
  pen.lineWidth = 1.5;
  pen.strokeStyle = palette.ink1;
  pen.stroke();
}

/** All spans of a group on one row. Neighbours on the same pixel are drawn once. */
function drawGroup(pen: Pen, scene: LaneScene, nodes: readonly SpanNode[], top: number): void {
  const { metrics, palette, path, showPath } = scene;
  const onPath = nodes.some((node) => path.has(node));
  pen.fillStyle = palette.service(nodes[0]!.span.service, 78);
  pen.globalAlpha = !showPath || onPath ? 1 : 0.6;
  let reach = Number.NEGATIVE_INFINITY;
  for (const node of nodes) {
    const bar = extent(node.start, node.end, scene);
    if (bar === null || bar[0] + bar[1] <= reach) continue;
    reach = bar[0] + bar[1];
    pen.fillRect(bar[0], top + metrics.barTop, bar[1], metrics.barHeight);
  }
  pen.globalAlpha = 1;
  if (!showPath) return;
  for (const node of nodes) {
    const segments = path.get(node);
    if (segments !== undefined) drawPath(pen, scene, segments, top);
  }
}

function drawLog(
  pen: Pen,
  { view, width, metrics, palette }: LaneScene,
  at: number,
  severity: number,
  top: number,
): void {
  const x = xOf(at, view, width);
  if (x < -2 || x > width + 2) return;
  pen.fillStyle = severity >= 17 ? palette.error : severity >= 13 ? palette.warn : palette.info;
  pen.fillRect(Math.min(width - 2, Math.max(0, x - 1)), top + 4, 2, metrics.log - 8);
}
