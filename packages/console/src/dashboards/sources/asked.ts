// What the sources of a chart are asked with, and what they answer.
import type { Exemplar } from "contract";
import type { ApiContext } from "../../api/context.ts";
import type { Range } from "../../api/time/range.ts";
import { toIso } from "../../api/time/time.ts";
import type { ChartData } from "../../charts/chart-data.ts";

export interface Asked {
  readonly range: Range;
  /** Width of a step; absent: as the source has it. */
  readonly stepMs?: number | undefined;
  readonly environment?: string | undefined;
  /** Of the header: for metrics and log records. */
  readonly service?: string | undefined;
  readonly filter: readonly string[];
  /** Values of variables. */
  readonly params: Readonly<Record<string, string>>;
  /** The only one whose amounts the chart draws; absent: the one that most transactions have. */
  readonly currency?: string | undefined;
  /** A formula needs one number a step. */
  readonly isTotal: boolean;
  readonly context: ApiContext;
}

export interface Answered extends ChartData {
  readonly exemplars?: readonly Exemplar[];
}

/** The range as parameters of a route. */
export function rangeOf({ range, environment }: Asked): {
  readonly from: string;
  readonly to: string;
  readonly environment: string | undefined;
} {
  return { from: toIso(range.fromNs), to: toIso(range.toNs), environment };
}
