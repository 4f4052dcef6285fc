// Loops in a Sankey: arcs above the topmost steps; text beside the label where another step is above.
import type { JourneyLink, JourneyNode } from "contract";

import { type PlacedNode, round } from "./sankey-shapes.ts";

export interface LoopArc {
  readonly link: JourneyLink;
  /** SVG path; empty when only text is shown. */
  readonly d: string;
  /** Tip of the arrow's head, pointing down. */
  readonly tipX: number;
  readonly tipY: number;
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: "start" | "middle";
  /** The width of the text in px. */
  readonly room: number;
}

/** The maximum number of arcs above one another. */
export function loopLevels(loops: readonly JourneyLink[], nodes: readonly JourneyNode[]): number {
  const depthOf = new Map(nodes.map((node) => [node.step, node.depth]));
  const spans = loops.map((link) => {
    const [a, b] = [depthOf.get(link.from) ?? 0, depthOf.get(link.to) ?? 0];
    return { start: Math.min(a, b), end: Math.max(a, b) };
  });
  const levels = spans.map((s) => spans.filter((other) => other.start < s.end && s.start < other.end).length);
  return Math.min(4, Math.max(loops.length === 0 ? 0 : 1, ...levels));
}

/** Wide arcs are above narrow ones. `clear` is the height of the labels above a node, `width` that of the picture. */
export function loopArcs(
  loops: readonly JourneyLink[],
  nodes: readonly PlacedNode[],
  clear: number,
  width: number,
): LoopArc[] {
  const byStep = new Map(nodes.map((n) => [n.node.step, n]));
  const pairs = loops.flatMap((link) => {
    const [from, to] = [byStep.get(link.from), byStep.get(link.to)];
    return from === undefined || to === undefined ? [] : [{ link, from, to }];
  });
  const isTop = (n: PlacedNode): boolean => !nodes.some((other) => other.x0 === n.x0 && other.y0 < n.y0);
  const drawn = pairs.filter(({ from, to }) => from !== to && isTop(from) && isTop(to));
  const busy = new Set(drawn.flatMap(({ from, to }) => [from, to]));
  const arcs: LoopArc[] = [];
  const taken: { readonly left: number; readonly right: number; readonly peak: number }[] = [];
  for (const { link, from, to } of drawn.toSorted((a, b) => across(a) - across(b))) {
    const [left, right] = [Math.min(from.x0, to.x0), Math.max(from.x0, to.x0)];
    const below = taken.filter((t) => t.left < right && left < t.right).map((t) => t.peak);
    // Also above the labels of the steps between.
    const passed = nodes.filter((n) => n.x0 >= left && n.x0 <= right).map((n) => n.y0 - clear - 20);
    const peak = Math.max(12, Math.min(...passed, ...below.map((y) => y - 24)));
    taken.push({ left, right, peak });
    arcs.push(backArc(link, from, to, peak, clear));
  }
  const rest = pairs.filter(({ link }) => !drawn.some((pair) => pair.link === link));
  const notes = new Map<PlacedNode, JourneyLink[]>();
  for (const { link, from, to } of rest) {
    if (from === to && isTop(from) && !busy.has(from)) arcs.push(selfLoop(link, from, clear));
    else notes.set(from, [...(notes.get(from) ?? []), link]);
  }
  for (const [from, links] of notes) arcs.push(...words(links, from, width));
  return arcs;
}

function across({ from, to }: { readonly from: PlacedNode; readonly to: PlacedNode }): number {
  return Math.abs(from.x0 - to.x0);
}

function backArc(link: JourneyLink, from: PlacedNode, to: PlacedNode, peak: number, clear: number): LoopArc {
  const start = { x: from.x1 + 2, y: from.y0 - clear + 2 };
  const end = { x: to.x0 + 9, y: to.y0 - clear - 2 };
  // A cubic reaches three quarters of the way to its control points.
  const control = (y: number): number => round(y + (peak - y) / 0.75);
  const d = `M${round(start.x)},${round(start.y)}C${round(start.x)},${control(start.y)} ${round(end.x)},${control(end.y)} ${round(end.x)},${round(end.y - 3)}`;
  const labelY = (start.y + end.y) / 8 + ((control(start.y) + control(end.y)) * 3) / 8 + 4;
  const room = Math.abs(start.x - end.x) - 24;
  return {
    link,
    d,
    tipX: end.x,
    tipY: end.y + 3,
    labelX: (start.x + end.x) / 2,
    labelY,
    anchor: "middle",
    room,
  };
}

function selfLoop(link: JourneyLink, node: PlacedNode, clear: number): LoopArc {
  const x = node.x0 + 6;
  const y = node.y0 - clear;
  const d = `M${round(x + 4)},${round(y)}c14,-24 -22,-24 -8,-3`;
  return { link, d, tipX: x - 3, tipY: y + 1, labelX: x + 18, labelY: y - 8, anchor: "start", room: 90 };
}

/** The width of the text of one loop beside its arrow, and of each where several follow one another, in px. */
const roomOfOne = 112;
const roomOfEach = 60;
const arrow = 14;

/** Beside the count of the step they start from, one after the other; never beyond the picture. */
function words(links: readonly JourneyLink[], node: PlacedNode, width: number): LoopArc[] {
  return links.map((link, at) => {
    const labelX = node.x0 + wordsOffset(node.node) + at * (roomOfEach + 4);
    const room = links.length === 1 ? roomOfOne : roomOfEach;
    return {
      link,
      d: "",
      tipX: 0,
      tipY: 0,
      labelX,
      labelY: node.y0 - 5,
      anchor: "start",
      room: Math.min(room, width - labelX - arrow),
    };
  });
}

/** Px from a node's left edge to words beside its count. */
export function wordsOffset(node: JourneyNode): number {
  return String(node.people).length * 7.5 + 12;
}

/** Px that the words of `loop` take with their arrow: `256 back to home`. */
export function wordsWidth(loop: JourneyLink): number {
  return arrow + Math.min(roomOfOne, `${loop.people} back to ${loop.to}`.length * 6.2);
}
