// The shapes of a Sankey as SVG paths.
import type { JourneyLink } from "contract";
import type { PlacedNode } from "./sankey.ts";

/** A band from (`x0`, around `y0`) to (`x1`, around `y1`), `thick` px high at both ends. */
export function ribbon(x0: number, y0: number, x1: number, y1: number, thick: number): string {
  const half = thick / 2;
  const middle = (x0 + x1) / 2;
  const [a, b, c, d] = [y0 - half, y1 - half, y1 + half, y0 + half].map(round);
  return `M${round(x0)},${a}C${round(middle)},${a} ${round(middle)},${b} ${round(x1)},${b}V${c}C${round(middle)},${c} ${round(middle)},${d} ${round(x0)},${d}Z`;
}

/** A band that leaves to the right and sinks; fill it with a gradient to nothing. */
export function fadingEnd(x: number, y: number, thick: number, width: number): string {
  const drop = 12;
  const middle = x + width * 0.45;
  const end = x + width;
  const [top, low, bottom, deep] = [y, y + drop, y + thick + drop, y + thick].map(round);
  return `M${round(x)},${top}C${round(middle)},${top} ${round(middle)},${low} ${round(end)},${low}V${bottom}C${round(middle)},${bottom} ${round(middle)},${deep} ${round(x)},${deep}Z`;
}

export interface LoopArc {
  readonly link: JourneyLink;
  readonly d: string;
  /** Tip of the arrow's head, pointing down. */
  readonly tipX: number;
  readonly tipY: number;
  readonly labelX: number;
  readonly labelY: number;
  /** The label begins at `labelX` instead of standing around it. */
  readonly labelStart: boolean;
}

/** Arcs above the labels of both nodes; wide ones above narrow ones. `clear` is the height of the labels. */
export function loopArcs(
  loops: readonly JourneyLink[],
  nodes: readonly PlacedNode[],
  clear: number,
): LoopArc[] {
  const byStep = new Map(nodes.map((n) => [n.node.step, n]));
  const across = (link: JourneyLink): number =>
    Math.abs((byStep.get(link.from)?.x0 ?? 0) - (byStep.get(link.to)?.x0 ?? 0));
  const arcs: LoopArc[] = [];
  const taken: { readonly left: number; readonly right: number; readonly peak: number }[] = [];
  for (const link of loops.toSorted((a, b) => across(a) - across(b))) {
    const from = byStep.get(link.from);
    const to = byStep.get(link.to);
    if (from === undefined || to === undefined) continue;
    if (from === to) {
      arcs.push(selfLoop(link, from, clear));
      continue;
    }
    const [left, right] = [Math.min(from.x0, to.x0), Math.max(from.x0, to.x0)];
    const below = taken.filter((t) => t.left < right && left < t.right).map((t) => t.peak);
    const peak = Math.max(10, Math.min(Math.min(from.y0, to.y0) - clear - 20, ...below.map((y) => y - 24)));
    taken.push({ left, right, peak });
    arcs.push(backArc(link, from, to, peak, clear));
  }
  return arcs;
}

function backArc(link: JourneyLink, from: PlacedNode, to: PlacedNode, peak: number, clear: number): LoopArc {
  const start = { x: from.x1 + 2, y: from.y0 - clear + 2 };
  const end = { x: to.x0 + 9, y: to.y0 - clear - 2 };
  // A cubic reaches three quarters of the way to its control points.
  const control = (y: number): number => round(y + (peak - y) / 0.75);
  const d = `M${round(start.x)},${round(start.y)}C${round(start.x)},${control(start.y)} ${round(end.x)},${control(end.y)} ${round(end.x)},${round(end.y - 3)}`;
  const labelY = (start.y + end.y) / 8 + ((control(start.y) + control(end.y)) * 3) / 8;
  return {
    link,
    d,
    tipX: end.x,
    tipY: end.y + 3,
    labelX: (start.x + end.x) / 2,
    labelY: labelY + 4,
    labelStart: false,
  };
}

function selfLoop(link: JourneyLink, node: PlacedNode, clear: number): LoopArc {
  const x = node.x0 + 6;
  const y = node.y0 - clear;
  const d = `M${round(x + 4)},${round(y)}c14,-24 -22,-24 -8,-3`;
  return { link, d, tipX: x - 3, tipY: y + 1, labelX: x + 18, labelY: y - 8, labelStart: true };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
