// The paths of calls on the service map: from the right of the caller to the left of the callee, between the boxes of the columns in between.
import { box, type PlacedMapNode } from "./service-map-box.ts";

export interface MapRoute {
  /** The path of an SVG. */
  readonly d: string;
  /** The middle of the path. */
  readonly x: number;
  readonly y: number;
}

/** Columns of boxes beside each other, by their left and right ends. */
interface Band {
  readonly left: number;
  right: number;
  /** The middles of their boxes. */
  readonly ys: number[];
}

/** Px between a path and a box: half of what is between two boxes. */
const clearance = (box.pitchY - box.height) / 2;
/** How far a path that leads back goes out beside the boxes of its ends. */
const around = 20;

/** A curve between the boxes of `nodes`; one that leads back goes around below those that it passes. */
export function routeOf(from: PlacedMapNode, to: PlacedMapNode, nodes: readonly PlacedMapNode[]): MapRoute {
  const [start, end] = [from.x + box.width / 2, to.x - box.width / 2];
  const others = nodes.filter((node) => node !== from && node !== to);
  return end > start ? forward(from.y, to.y, { start, end, others }) : backward(from, to, nodes);
}

interface Passage {
  readonly start: number;
  readonly end: number;
  readonly others: readonly PlacedMapNode[];
}

function forward(fromY: number, toY: number, { start, end, others }: Passage): MapRoute {
  let [x, y] = [start, fromY];
  let d = `M${x} ${y}`;
  const middles: { readonly x: number; readonly y: number }[] = [];
  for (const { left, right, ys } of bandsBetween(start, end, others)) {
    const middle = (left + right) / 2;
    const free = freeY(ys, fromY + ((toY - fromY) * (middle - start)) / (end - start));
    d += `${curve(x, y, left, free)}L${right} ${free}`;
    [x, y] = [right, free];
    middles.push({ x: middle, y: free });
  }
  d += curve(x, y, end, toY);
  const at = middles[Math.floor(middles.length / 2)] ?? { x: (start + end) / 2, y: (fromY + toY) / 2 };
  return { d, ...at };
}

/** Leaves and arrives level. */
function curve(x0: number, y0: number, x1: number, y1: number): string {
  const bend = (x1 - x0) / 2;
  return `C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`;
}

/** The boxes that lie between the two ends, from left to right. */
function bandsBetween(start: number, end: number, nodes: readonly PlacedMapNode[]): readonly Band[] {
  const bands: Band[] = [];
  for (const { x, y } of nodes.toSorted((a, b) => a.x - b.x)) {
    const [left, right] = [x - box.width / 2, x + box.width / 2];
    if (left <= start || right >= end) continue;
    const last = bands.at(-1);
    if (last === undefined || left > last.right) bands.push({ left, right, ys: [y] });
    else {
      last.right = Math.max(last.right, right);
      last.ys.push(y);
    }
  }
  return bands;
}

/** The height nearest to `wanted` at which a path passes between, above or below boxes. */
function freeY(ys: readonly number[], wanted: number): number {
  const half = box.height / 2 + clearance;
  const ordered = ys.toSorted((a, b) => a - b);
  const gaps = [-Infinity, ...ordered].map((y, at): readonly [top: number, bottom: number] => [
    y + half,
    (ordered[at] ?? Infinity) - half,
  ]);
  const free = gaps
    .filter(([top, bottom]) => bottom >= top)
    .map(([top, bottom]) => Math.min(bottom, Math.max(top, wanted)));
  return free.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0]!;
}

function backward(from: PlacedMapNode, to: PlacedMapNode, nodes: readonly PlacedMapNode[]): MapRoute {
  const [start, end] = [from.x + box.width / 2, to.x - box.width / 2];
  const reach = box.width / 2 + around;
  const passed = nodes.filter(({ x }) => x + reach > end && x - reach < start);
  const low = Math.max(...passed.map(({ y }) => y)) + box.height / 2 + 2 * clearance;
  return {
    d:
      `M${start} ${from.y}C${start + around} ${from.y} ${start + around} ${low} ${start} ${low}` +
      `L${end} ${low}C${end - around} ${low} ${end - around} ${to.y} ${end} ${to.y}`,
    x: (start + end) / 2,
    y: low,
  };
}
