// Ways of transitions in a state graph. Neighbours are joined through the gap between their columns. All others go around the states: back
// above them, forward below them, each in a lane of its own, so that no line runs through a state.
import type { PlacedColumns } from "./state-graph-columns.ts";
import {
  type Box,
  type GraphEdge,
  labelSize,
  type PlacedEdge,
  type PlacedState,
  type StateGraphPicture,
} from "./state-graph-shapes.ts";

const laneHeight = 28;
const bend = 10;
const margin = 4;

interface Joined {
  readonly edge: GraphEdge;
  readonly from: PlacedState;
  readonly to: PlacedState;
}

/** A way around, from one gap to another, in the lane `level` above or below the states. */
interface Detour extends Joined {
  readonly above: boolean;
  readonly x1: number;
  readonly x2: number;
  readonly level: number;
}

export function routeEdges(placed: PlacedColumns, edges: readonly GraphEdge[]): StateGraphPicture {
  const byName = new Map(placed.states.map((one) => [one.state, one]));
  const joined = edges.map((edge) => ({ edge, from: byName.get(edge.from)!, to: byName.get(edge.to)! }));
  const direct = joined.filter((one) => one.to.column === one.from.column + 1);
  const detours = toDetours(
    joined.filter((one) => !direct.includes(one)),
    placed,
  );
  const lanesAbove = Math.max(0, ...detours.filter(({ above }) => above).map(({ level }) => level + 1));
  const lanesBelow = Math.max(0, ...detours.filter(({ above }) => !above).map(({ level }) => level + 1));
  const top = margin + lanesAbove * laneHeight;
  const states = placed.states.map((one) => ({ ...one, y: one.y + top }));
  const moved = new Map(states.map((one) => [one.state, one]));
  const lift = <One extends Joined>(one: One): One => ({
    ...one,
    from: moved.get(one.edge.from)!,
    to: moved.get(one.edge.to)!,
  });
  const bottom = Math.max(...states.map(({ y, height }) => y + height));
  const ports = toPorts(joined.map(lift));
  const drawn = [
    ...withLabels(direct.map(lift), ports),
    ...detours.map(lift).map((one) => drawDetour(one, ports, top, bottom)),
  ];
  const right = Math.max(
    ...states.map(({ x, width }) => x + width),
    ...detours.map(({ x1, x2 }) => Math.max(x1, x2) + bend),
    ...drawn.map(({ label }) => label.x + label.width),
  );
  return {
    width: Math.ceil(right + margin),
    height: Math.ceil(bottom + lanesBelow * laneHeight + margin),
    states,
    edges: drawn,
  };
}

/** The shortest get the lanes nearest to the states. */
function toDetours(joined: readonly Joined[], { columns }: PlacedColumns): Detour[] {
  const tracks = new Map<number, number>();
  // Vertical parts in one gap lie beside each other.
  const track = (column: number): number => {
    const used = tracks.get(column) ?? 0;
    tracks.set(column, used + 1);
    return (used % 5) * 5;
  };
  const outOf = ({ column, x, width }: PlacedState): number => x + width + 12 + track(column);
  const into = ({ column, x }: PlacedState): number =>
    Math.max(1, x - 12 - track(column === 0 ? -1 : column - 1 + columns.length));
  const flat = joined.map((one) => ({
    ...one,
    above: one.to.column <= one.from.column,
    x1: outOf(one.from),
    x2: into(one.to),
  }));
  const lanes: Detour[] = [];
  for (const one of flat.toSorted((a, b) => lengthOf(a) - lengthOf(b))) {
    const [left, right] = reach(one);
    let level = 0;
    while (
      lanes.some((other) => {
        const [start, end] = reach(other);
        return other.above === one.above && other.level === level && start < right && left < end;
      })
    )
      level++;
    lanes.push({ ...one, level });
  }
  return lanes;
}

function lengthOf({ x1, x2 }: Pick<Detour, "x1" | "x2">): number {
  return Math.abs(x1 - x2);
}

/** What a detour takes of its lane: its line, or its label when that is longer. */
function reach({ x1, x2, edge }: Pick<Detour, "x1" | "x2" | "edge">): readonly [number, number] {
  const { x, width } = laneLabel({ x1, x2, edge });
  return [Math.min(x1, x2, x) - 8, Math.max(x1, x2, x + width) + 8];
}

/** The label of a detour is one line in the middle of its lane. */
function laneLabel({ x1, x2, edge }: Pick<Detour, "x1" | "x2" | "edge">): {
  readonly x: number;
  readonly width: number;
  readonly height: number;
} {
  const size = labelSize(edge.label.length === 0 ? [] : [edge.label.join(" · ")]);
  return { x: Math.max(margin, (x1 + x2) / 2 - size.width / 2), ...size };
}

type Ports = (one: Joined, side: "from" | "to") => number;

/** Where lines leave and reach a state: spread over its side, in the order of the rows at their other ends. */
function toPorts(joined: readonly Joined[]): Ports {
  const places = new Map<GraphEdge, { from: number; to: number }>();
  for (const one of joined) places.set(one.edge, { from: 0, to: 0 });
  const spread = (side: "from" | "to"): void => {
    for (const own of Map.groupBy(joined, (one) => one[side]).values()) {
      const other = side === "from" ? "to" : "from";
      const sorted = own.toSorted((a, b) => heightOf(a, a[other]) - heightOf(b, b[other]));
      for (const [at, one] of sorted.entries()) {
        const { y, height } = one[side];
        places.get(one.edge)![side] = y + (height * (at + 1)) / (sorted.length + 1);
      }
    }
  };
  spread("from");
  spread("to");
  return (one, side) => places.get(one.edge)![side];
}

/** Detours above come first, those below last. */
function heightOf({ from, to }: Joined, end: PlacedState): number {
  if (to.column === from.column + 1) return end.y;
  return to.column <= from.column ? -1e6 + end.column : 1e6 - end.column;
}

/** Lines between neighbours, with labels in the gap that do not cover one another. */
function withLabels(direct: readonly Joined[], ports: Ports): PlacedEdge[] {
  const taken: Box[] = [];
  return direct.map((one) => {
    const { edge, from, to } = one;
    const [x1, y1] = [from.x + from.width, ports(one, "from")];
    const [x2, y2] = [to.x, ports(one, "to")];
    const middle = (x1 + x2) / 2;
    const d = `M${round(x1)},${round(y1)}C${round(middle)},${round(y1)} ${round(middle)},${round(y2)} ${round(x2 - 7)},${round(y2)}`;
    const { width, height } = labelSize(edge.label);
    const wanted = { x: middle - width / 2, y: (y1 + y2) / 2 - height / 2, width, height };
    const label = height === 0 ? wanted : findRoom(wanted, taken);
    if (height > 0) taken.push(label);
    return { edge, d, tipX: x2, tipY: y2, heading: "right", label, isLoop: false };
  });
}

/** The nearest place above or below where the label covers no other. */
function findRoom(wanted: Box, taken: readonly Box[]): Box {
  const isFree = (box: Box): boolean => !taken.some((other) => overlap(box, other));
  for (let step = 0; ; step++) {
    const below = { ...wanted, y: wanted.y + step * 4 };
    if (isFree(below)) return below;
    const above = { ...wanted, y: wanted.y - step * 4 };
    if (above.y >= 0 && isFree(above)) return above;
  }
}

/** Whether two boxes have a point in common. */
export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function drawDetour(one: Detour, ports: Ports, top: number, bottom: number): PlacedEdge {
  const { edge, from, to, above, x1, x2, level } = one;
  const lane = above ? top - laneHeight * (level + 0.5) + 4 : bottom + laneHeight * (level + 0.5);
  const [y1, y2] = [ports(one, "from"), ports(one, "to")];
  const points: readonly Point[] = [
    [from.x + from.width, y1],
    [x1, y1],
    [x1, lane],
    [x2, lane],
    [x2, y2],
    [to.x - 7, y2],
  ];
  const label = laneLabel(one);
  return {
    edge,
    d: rounded(points),
    tipX: to.x,
    tipY: y2,
    heading: "right",
    label: { ...label, y: lane - label.height / 2 },
    isLoop: above,
  };
}

type Point = readonly [x: number, y: number];

/** A path through the points with round corners. */
function rounded(points: readonly Point[]): string {
  let d = "";
  for (const [at, point] of points.entries()) {
    const [before, after] = [points[at - 1], points[at + 1]];
    if (before === undefined) d += `M${pair(point)}`;
    else if (after === undefined) d += `L${pair(point)}`;
    else d += `L${pair(toward(point, before))}Q${pair(point)} ${pair(toward(point, after))}`;
  }
  return d;
}

/** The point `bend` px from `from` on the way to `to`, at most half of it. */
function toward(from: Point, to: Point): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1;
  const share = Math.min(bend, length / 2) / length;
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}

const pair = ([x, y]: Point): string => `${round(x)},${round(y)}`;

/** One decimal is enough for a screen. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
