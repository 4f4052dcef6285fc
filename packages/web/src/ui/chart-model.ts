// The data of a chart: series as columns over shared times, stacked where they add up.

export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A token (`--chart-now`) or any CSS colour. */
  readonly color: string;
  /** `before` is the previous period: dashed, grey, behind. */
  readonly kind: "line" | "before" | "bars";
}

export interface ChartMark {
  readonly timeMs: number;
  readonly label: string;
  /** The flag leads to the page of this service. */
  readonly service?: string;
  /** A note in place of a flag, which leads to this address of the console. */
  readonly address?: string;
}

export interface ChartPoint {
  readonly timeMs: number;
  readonly value: number;
  readonly traceId: string;
}

/** A stretch of time on its own ground: while an alert fired, an anomaly lasted. */
export interface ChartPeriod {
  readonly fromMs: number;
  readonly toMs: number;
  readonly label: string;
  readonly kind: "error" | "warn";
  /** Where it begins, a triangle leads to the anomaly with this id. */
  readonly anomaly?: string;
}

/** Bars are stacked in the given order; a gap counts as 0. Lines are unchanged. */
export function stack(series: readonly ChartSeries[]): readonly (readonly (number | null)[])[] {
  const length = Math.max(0, ...series.map(({ values }) => values.length));
  let below = Array.from({ length }, () => 0);
  return series.map(({ kind, values }) => {
    if (kind !== "bars") return values;
    below = below.map((sum, at) => sum + (values[at] ?? 0));
    return below;
  });
}

/** `marks` with notes that are less than `gapMs` apart as one mark, so that each can be pressed. It leads to the last of them. */
export function joinNotes(marks: readonly ChartMark[], gapMs: number): readonly ChartMark[] {
  const joined: { mark: ChartMark; labels: string[] }[] = [];
  const notes = marks.filter(({ address }) => address !== undefined).toSorted((a, b) => b.timeMs - a.timeMs);
  for (const mark of notes) {
    const last = joined.at(-1);
    if (last !== undefined && last.mark.timeMs - mark.timeMs < gapMs) last.labels.push(mark.label);
    else joined.push({ mark, labels: [mark.label] });
  }
  return [
    ...marks.filter(({ address }) => address === undefined),
    ...joined.map(({ mark, labels }) =>
      labels.length === 1 ? mark : { ...mark, label: `${labels.length} notes. ${labels.join("; ")}` },
    ),
  ];
}

/** The lowest and the highest value of a chart; 0 is included unless it is `zoomed`. */
export function extent(
  columns: readonly (readonly (number | null)[])[],
  points: readonly ChartPoint[],
  zoomed = false,
): { readonly low: number; readonly high: number } {
  const first = zoomed ? columns.flat().find((value) => value !== null && Number.isFinite(value)) : undefined;
  let [low, high] = [first ?? 0, first ?? 0];
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
