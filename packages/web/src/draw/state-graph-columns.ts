// Columns and rows of a state graph. A state is one column to the right of the last legal transition to it.
import { type GraphEdge, labelSize, type PlacedState, startState } from "./state-graph-shapes.ts";

const stateHeight = 46;
/** Fits a short name and `12 now ▲ 12 stuck`. */
const minWidth = 112;
const mostWidth = 148;
const startSize = 14;
const rowGap = 34;
const minGutter = 56;
const mostGutter = 190;
/** Right of the last column, for detours that leave it. */
const lastGutter = 40;

export interface PlacedColumns {
  readonly states: readonly PlacedState[];
  /** Left edge of each column, and the width of the gap to its right. */
  readonly columns: readonly { readonly x: number; readonly width: number; readonly gutter: number }[];
  readonly rows: number;
}

/** Places the states at `y` = 0 and below. */
export function placeStates(
  states: readonly string[],
  edges: readonly GraphEdge[],
  width: number,
): PlacedColumns {
  const columnOf = findColumns(states, edges);
  const count = Math.max(...columnOf.values()) + 1;
  const columns = sizeColumns(count, columnOf, edges, width);
  const taken = Array.from({ length: count }, () => 0);
  const placed = [startState, ...states].map((state): PlacedState => {
    const column = columnOf.get(state) ?? 0;
    const row = taken[column]!++;
    const { x, width: wide } = columns[column]!;
    const y = row * (stateHeight + rowGap);
    return state === startState
      ? { state, column, row, x, y: y + (stateHeight - startSize) / 2, width: startSize, height: startSize }
      : { state, column, row, x, y, width: wide, height: stateHeight };
  });
  return { states: placed, columns, rows: Math.max(...taken) };
}

/** The longest way of legal transitions forward. A state without one follows its illegal ones. */
function findColumns(states: readonly string[], edges: readonly GraphEdge[]): ReadonlyMap<string, number> {
  const order = new Map([startState, ...states].map((state, at) => [state, at]));
  const isForward = ({ from, to }: GraphEdge): boolean => (order.get(from) ?? 0) < (order.get(to) ?? 0);
  const columns = new Map([[startState, 0]]);
  for (const state of states) {
    const into = edges.filter((edge) => edge.to === state && isForward(edge));
    const legal = into.filter((edge) => edge.legal && edge.from !== startState);
    const deciding = legal.length > 0 ? legal : into;
    columns.set(state, 1 + Math.max(0, ...deciding.map(({ from }) => columns.get(from) ?? 0)));
  }
  return columns;
}

function sizeColumns(
  count: number,
  columnOf: ReadonlyMap<string, number>,
  edges: readonly GraphEdge[],
  width: number,
): PlacedColumns["columns"] {
  const inColumn = (state: string): number => columnOf.get(state) ?? 0;
  const needed = Array.from({ length: count }, (_, at) => {
    const leaving = edges.filter(({ from }) => inColumn(from) === at);
    if (at === count - 1) return leaving.length === 0 ? 0 : lastGutter;
    const direct = leaving.filter(({ to }) => inColumn(to) === at + 1);
    const longest = Math.max(0, ...direct.map(({ label }) => labelSize(label).width + 26));
    // In steps, so that a count that grows by a digit rarely moves the columns.
    return Math.max(minGutter, Math.ceil(longest / 12) * 12);
  });
  const gutters = needed.reduce((sum, one) => sum + one, 0);
  const room = Math.floor((width - gutters - startSize - 6) / Math.max(1, count - 1));
  const stateWidth = Math.min(mostWidth, Math.max(minWidth, room));
  const spare = (width - gutters - startSize - 6 - stateWidth * (count - 1)) / Math.max(1, count - 1);
  let x = 2;
  return needed.map((least, at) => {
    const wide = at === 0 ? startSize : stateWidth;
    const wanted = least === 0 ? 0 : Math.min(mostGutter, least + Math.max(0, spare));
    const gutter = Math.floor(Math.max(least, wanted));
    const left = x;
    x += wide + gutter;
    return { x: left, width: wide, gutter };
  });
}
