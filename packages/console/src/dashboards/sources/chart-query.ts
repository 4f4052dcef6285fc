// What the sources of a chart are asked with, and what they answer.
import type { Exemplar } from "contract";
import type { ApiContext } from "../../api/context.ts";
import { type Range, stepTimes } from "../../api/time/range.ts";
import { toIso } from "../../api/time/time.ts";
import type { ChartData, DataLine } from "../../charts/chart-data.ts";

export interface ChartQuery {
  readonly range: Range;
  /** Width of a step; absent: as the source has it. */
  readonly stepMs?: number | undefined;
  /** Distance to the earlier period that is drawn, too: of a source with steps of its own, they divide it if possible. */
  readonly compareMs?: number | undefined;
  readonly environment?: string | undefined;
  /** Of the chart or else of the header: for metrics, log records, errors, instances of workflows and traces. */
  readonly service?: string | undefined;
  /** Those of the chart and of the header: for metrics, log records, instances of workflows and traces. */
  readonly filter: readonly string[];
  /** Values of variables. */
  readonly params: Readonly<Record<string, string>>;
  /** The only one whose amounts the chart draws; absent: the one that most transactions have. */
  readonly currency?: string | undefined;
  /** A formula needs one number a step. */
  readonly isTotal: boolean;
  /** The form of the chart shows totals. */
  readonly needsTotal: boolean;
  readonly context: ApiContext;
}

/** Asked with a width of steps. */
export type SteppedQuery = ChartQuery & { readonly stepMs: number };

export interface ChartAnswer extends ChartData {
  readonly exemplars?: readonly Exemplar[];
}

/** The range as parameters of a route. */
export function rangeOf({ range, environment }: ChartQuery): {
  readonly from: string;
  readonly to: string;
  readonly environment: string | undefined;
} {
  return { from: toIso(range.fromNs), to: toIso(range.toNs), environment };
}

/** Durations of charts are in seconds, whatever they are drawn from: so formulas combine them, and Prometheus has the same. */
export function toSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

/** A line with a value for each step; `zeros`: nothing happened in any. */
export type Line = Pick<DataLine, "label" | "total"> &
  Partial<Pick<DataLine, "labels">> & { readonly values: DataLine["values"] | "zeros" };

/** Lines over the steps that were asked for. */
export function toAnswer({ range, stepMs }: SteppedQuery, unit: string, lines: readonly Line[]): ChartAnswer {
  const times = stepTimes(range, stepMs);
  return {
    times,
    stepMs,
    unit,
    perSecond: false,
    truncated: 0,
    lines: lines.map(({ label, labels = {}, values, total }) => ({
      label,
      labels,
      kind: "line",
      values: values === "zeros" ? times.map(() => 0) : values,
      total: values === "zeros" ? 0 : total,
    })),
  };
}

/** The total of counts: those of steps count nothing outside of the range. */
export function sumOf(values: DataLine["values"]): number | null {
  return values.reduce<number | null>((sum, value) => (value === null ? sum : (sum ?? 0) + value), null);
}
