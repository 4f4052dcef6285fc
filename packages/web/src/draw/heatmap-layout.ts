// A heatmap of time by duration as cells: which neighbouring counts are drawn as one cell, where a time and a duration are on the
// picture, and which region a selection of cells is. Durations are in the steps of the console: four for each doubling.

/** Counts as the console returns them. */
export interface HeatmapGrid {
  readonly stepMs: number;
  /** Starts of the columns, Unix ms. */
  readonly times: readonly number[];
  /** Lower ends of the rows, in ms, ascending, one step apart. */
  readonly lowsMs: readonly number[];
  /** By column, then by row. */
  readonly counts: readonly (readonly number[])[];
  /** Those in error; `null` while unknown. */
  readonly errors: readonly (readonly number[])[] | null;
}

/** A region of time by duration; the ends are not part of it. */
export interface HeatmapRegion {
  /** Unix ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export interface HeatmapCell {
  readonly column: number;
  /** 0 is the fastest, at the bottom. */
  readonly row: number;
  readonly count: number;
  readonly errors: number;
}

export interface HeatmapLayout {
  readonly columns: number;
  readonly rows: number;
  /** Unix ms of the left and the right edge. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Of one cell. */
  readonly cellMs: number;
  /** Step of the lowest row, and steps in one cell. */
  readonly firstStep: number;
  readonly cellSteps: number;
  /** Those with a count. */
  readonly cells: readonly HeatmapCell[];
  /** The highest count of a cell. */
  readonly most: number;
}

/** Two corners of a selection, in cells; both are part of it. */
export interface CellRange {
  readonly from: CellPosition;
  readonly to: CellPosition;
}

export interface CellPosition {
  readonly column: number;
  readonly row: number;
}

const stepsOfDoubling = 4;
/** Fewer rows would say nothing about how far apart durations are. */
const fewestRows = 6;

/** The step of a duration, with its fraction. */
function stepOf(ms: number): number {
  return Math.log2(Math.max(0, ms) * 1e6 + 1) * stepsOfDoubling;
}

/** Where a step begins, in ms. */
function lowOf(step: number): number {
  return Math.max(0, (2 ** (step / stepsOfDoubling) - 1) / 1e6);
}

/** Merges neighbouring columns and rows of `grid` until at most so many are left. Merged rows begin at multiples, so that more data does not move them. */
export function layoutHeatmap(grid: HeatmapGrid, maxColumns: number, maxRows: number): HeatmapLayout {
  const { times, lowsMs, stepMs } = grid;
  const merged = Math.max(1, Math.ceil(times.length / Math.max(1, maxColumns)));
  const lowest = Math.round(stepOf(lowsMs[0] ?? 1));
  const { firstStep, cellSteps, rows } = layoutRows(lowest, lowest + lowsMs.length, maxRows);
  const columns = Math.max(1, Math.ceil(times.length / merged));
  const fromMs = times[0] ?? 0;
  const cellMs = stepMs * merged;
  const cells = mergeCells(grid, {
    columns,
    columnOf: (at) => Math.floor(at / merged),
    rowOf: (at) => Math.floor((lowest + at - firstStep) / cellSteps),
  });
  return {
    columns,
    rows,
    fromMs,
    toMs: fromMs + columns * cellMs,
    cellMs,
    firstStep,
    cellSteps,
    cells,
    most: cells.reduce((most, { count }) => Math.max(most, count), 0),
  };
}

function layoutRows(
  first: number,
  end: number,
  maxRows: number,
): Pick<HeatmapLayout, "firstStep" | "cellSteps" | "rows"> {
  for (let cellSteps = 1; ; cellSteps *= 2) {
    const low = Math.floor(first / cellSteps);
    const rows = Math.ceil(end / cellSteps) - low;
    if (rows > Math.max(fewestRows, maxRows)) continue;
    const added = Math.max(0, fewestRows - rows);
    const below = Math.min(low, added >> 1);
    return { firstStep: (low - below) * cellSteps, cellSteps, rows: rows + added };
  }
}

function mergeCells(
  { counts, errors }: HeatmapGrid,
  {
    columns,
    columnOf,
    rowOf,
  }: {
    readonly columns: number;
    readonly columnOf: (at: number) => number;
    readonly rowOf: (at: number) => number;
  },
): readonly HeatmapCell[] {
  const found = new Map<number, HeatmapCell>();
  for (const [at, rows] of counts.entries()) {
    for (const [step, count] of rows.entries()) {
      if (count === 0) continue;
      const [column, row] = [columnOf(at), rowOf(step)];
      const key = row * columns + column;
      const known = found.get(key);
      found.set(key, {
        column,
        row,
        count: (known?.count ?? 0) + count,
        errors: (known?.errors ?? 0) + (errors?.[at]?.[step] ?? 0),
      });
    }
  }
  return [...found.values()];
}

/** Share of the width at which a time is, 0 left and 1 right; outside of the picture beyond these. */
export function shareOfTime(layout: HeatmapLayout, ms: number): number {
  return (ms - layout.fromMs) / (layout.toMs - layout.fromMs || 1);
}

/** Share of the height at which a duration is, 0 at the bottom and 1 at the top. */
export function shareOfDuration({ firstStep, cellSteps, rows }: HeatmapLayout, ms: number): number {
  return (stepOf(ms) - firstStep) / (cellSteps * rows);
}

/** The cell at shares of width and height, the nearest where they are outside. */
export function cellAt({ columns, rows }: HeatmapLayout, x: number, y: number): CellPosition {
  return { column: indexWithin(x * columns, columns), row: indexWithin(y * rows, rows) };
}

function indexWithin(at: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(at)));
}

/** The region of the cells between two corners. */
export function regionOf(layout: HeatmapLayout, { from, to }: CellRange): HeatmapRegion {
  const { fromMs, cellMs, firstStep, cellSteps } = layout;
  const edgeOf = (row: number): number => lowOf(firstStep + row * cellSteps);
  return {
    fromMs: fromMs + Math.min(from.column, to.column) * cellMs,
    toMs: fromMs + (Math.max(from.column, to.column) + 1) * cellMs,
    minMs: edgeOf(Math.min(from.row, to.row)),
    maxMs: edgeOf(Math.max(from.row, to.row) + 1),
  };
}

/** Spans of `grid` whose column and row begin in the region, and those in error; `undefined` while these are unknown. */
export function countRegion(
  { times, lowsMs, counts, errors }: HeatmapGrid,
  region: HeatmapRegion,
): { readonly spans: number; readonly errors: number | undefined } {
  // The ends of a region are those of steps, rounded to whole nanoseconds.
  const [first, end] = [stepOf(region.minMs) - 0.5, stepOf(region.maxMs) - 0.5];
  const rows = lowsMs.map((low) => stepOf(low) >= first && stepOf(low) < end);
  const columns = times.map((time) => time >= region.fromMs && time < region.toMs);
  const sumOf = (grid: readonly (readonly number[])[]): number =>
    grid.reduce(
      (sum, column, at) =>
        columns[at] === true
          ? sum + column.reduce((all, count, row) => all + (rows[row] === true ? count : 0), 0)
          : sum,
      0,
    );
  return { spans: sumOf(counts), errors: errors === null ? undefined : sumOf(errors) };
}

/** Powers of ten of a millisecond on the scale, at most five, evenly spaced. */
export function durationLines(layout: HeatmapLayout): readonly number[] {
  const low = Math.ceil(Math.log10(Math.max(1e-6, lowOf(layout.firstStep))) - 1e-9);
  const high = Math.floor(
    Math.log10(Math.max(1e-6, lowOf(layout.firstStep + layout.cellSteps * layout.rows))) + 1e-9,
  );
  const step = Math.max(1, Math.ceil((high - low) / 4));
  return Array.from(
    { length: Math.max(0, Math.floor((high - low) / step) + 1) },
    (_, at) => 10 ** (low + at * step),
  );
}
