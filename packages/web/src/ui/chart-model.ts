// What a chart shows, before any pixel: series as columns over shared times, stacked where they add up.

export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A token (`--chart-now`) or any CSS colour. */
  readonly color: string;
  /** `before` is the period before: dashed, grey, behind. */
  readonly kind: "line" | "before" | "bars";
}

export interface ChartMark {
  readonly timeMs: number;
  readonly label: string;
}

export interface ChartPoint {
  readonly timeMs: number;
  readonly value: number;
  readonly traceId: string;
}

/** Bars stand on each other in the order given; a gap counts as nothing. Lines stay as they are. */
export function stack(series: readonly ChartSeries[]): readonly (readonly (number | null)[])[] {
  const length = Math.max(0, ...series.map(({ values }) => values.length));
  let below = Array.from({ length }, () => 0);
  return series.map(({ kind, values }) => {
    if (kind !== "bars") return values;
    below = below.map((sum, at) => sum + (values[at] ?? 0));
    return below;
  });
}

/** Lowest and highest value of a picture; 0 belongs to it unless everything is far above. */
export function extent(
  columns: readonly (readonly (number | null)[])[],
  points: readonly ChartPoint[],
): { readonly low: number; readonly high: number } {
  let [low, high] = [0, 0];
  for (const column of columns) {
    for (const value of column) {
      if (value === null || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  // Exemplars far above the line would flatten it; they are drawn at the edge instead.
  const top = Math.max(high * 1.25, ...(high === 0 ? points.map(({ value }) => value) : []));
  const reach = Math.max(high, ...points.map(({ value }) => Math.min(value, top)));
  return { low, high: reach === low ? low + 1 : reach };
}
