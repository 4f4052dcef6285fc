// Loops in a Sankey: arcs above the topmost steps; text beside the label where another step is above.
import type { JourneyLink, JourneyNode } from "contract";

import { labelHeight, type PlacedNode, round } from "./sankey-shapes.ts";

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
  /** Further loops of the same step, for whose texts the picture has no room. */
  readonly more: number;
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
  for (const [from, links] of notes) arcs.push(...words(links, from, roomBeside(from, nodes, width)));
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
    more: 0,
  };
}

function selfLoop(link: JourneyLink, node: PlacedNode, clear: number): LoopArc {
  const x = node.x0 + 6;
  const y = node.y0 - clear;
  const d = `M${round(x + 4)},${round(y)}c14,-24 -22,-24 -8,-3`;
  return {
    link,
    d,
    tipX: x - 3,
    tipY: y + 1,
    labelX: x + 18,
    labelY: y - 8,
    anchor: "start",
    room: 90,
    more: 0,
  };
}

/** The width of the text of one loop beside its arrow, of each where several follow one another, and of a count alone, in px. */
const roomOfOne = 112;
const roomOfEach = 60;
const roomOfCount = 24;
const arrow = 14;
const gap = 4;

/** Px beside the count of `node` up to the next step whose labels or bar are at that height, or to the end of the picture. */
function roomBeside(node: PlacedNode, nodes: readonly PlacedNode[], width: number): number {
  const isInWay = (other: PlacedNode): boolean =>
    other.x0 > node.x0 && other.y0 - labelHeight < node.y0 && other.y1 > node.y0 - labelHeight / 2;
  const ends = nodes.filter(isInWay).map((other) => other.x0 - gap);
  return Math.min(width, ...ends) - node.x0 - wordsOffset(node.node);
}

/** Beside the count of the step they start from, one after the other, as many as have room. */
function words(links: readonly JourneyLink[], node: PlacedNode, room: number): LoopArc[] {
  const most = Math.max(1, Math.floor(room / (arrow + roomOfCount + gap)));
  const shown = links.slice(0, most);
  const stride = Math.min(arrow + roomOfEach + gap, room / shown.length);
  const each = links.length === 1 ? Math.min(roomOfOne, room - arrow) : stride - arrow - gap;
  return shown.map((link, at) => ({
    link,
    d: "",
    tipX: 0,
    tipY: 0,
    labelX: node.x0 + wordsOffset(node.node) + at * stride,
    labelY: node.y0 - 5,
    anchor: "start",
    room: each,
    more: at === shown.length - 1 ? links.length - shown.length : 0,
  }));
}

/** Px from a node's left edge to words beside its count. */
export function wordsOffset(node: JourneyNode): number {
  return String(node.visits).length * 7.5 + 12;
}

/** Px that the words of `loop` take with their arrow: `256 back to home`. */
export function wordsWidth(loop: JourneyLink): number {
  return arrow + Math.min(roomOfOne, `${loop.visits} back to ${loop.to}`.length * 6.2);
}
