// Errors and durations of a row, each with its change: the columns that operations, dependencies and versions share.
import { type Lack, lackOfFigures } from "../../lib/comparable.ts";
import { standsForMore } from "../../lib/estimated-rate.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { type Compared, judgeSpans, type ServiceVerdict } from "../../lib/service-verdict.ts";
import { Delta } from "../../ui/delta.tsx";
import type { Column } from "../../ui/list/column.ts";
import { csvHeading, measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import css from "./operations-table.module.css";

interface Figures extends Compared {
  /** Stored ones. */
  readonly errors: number;
  /** Before sampling. */
  readonly estimated: number;
  readonly p50Ms: number | null;
}

export interface ComparedRow {
  readonly now: Figures;
  readonly before: Compared | null;
  readonly verdict: ServiceVerdict;
  readonly lack: Lack | undefined;
}

/** Judges `now` against `before`. */
export function compareRow(now: Figures, before: Compared | null): ComparedRow {
  return {
    now,
    before,
    verdict: judgeSpans(now, before),
    lack: lackOfFigures(now.count, before?.count),
  };
}

/** Whether the stored ones of a row stand for more. */
export const isEstimate = ({ count, estimated }: Pick<Figures, "count" | "estimated">): boolean =>
  standsForMore(count, estimated);

/** What the rows are: requests of versions, spans of operations, or calls. */
type Of = "request" | "span" | "call";

const shares = { request: "errorShare", span: "spanErrorShare", call: "callErrorShare" } as const;
const durations = { request: "latency", span: "spanLatency", call: "callLatency" } as const;

export const comparedColumns = (of: Of): readonly Column<ComparedRow>[] => [
  {
    ...measureHeading(shares[of]),
    title: ({ now }) => `${now.errors} of ${now.count} stored ${of}s`,
    cell: ({ now, before, verdict, lack }) => (
      <>
        {formatMeasure(shares[of], now.errorRate, isEstimate(now))}{" "}
        <Delta
          className={css["delta"]}
          share
          now={now.errorRate}
          before={before?.errorRate}
          verdict={verdict.errors}
          lack={lack}
        />
      </>
    ),
    csv: {
      "Stored errors": ({ now }) => now.errors,
      [csvHeading(shares[of])]: ({ now }) => now.errorRate,
      [csvHeading(shares[of], "before")]: ({ before }) => before?.errorRate,
    },
  },
  measureColumn(`${durations[of]}.p50`, ({ now }) => now.p50Ms, { hide: "phone" }),
  measureColumn(`${durations[of]}.p95`, ({ now }) => now.p95Ms, {
    cell: ({ now, before, verdict, lack }) => (
      <>
        {formatMeasure(`${durations[of]}.p95`, now.p95Ms)}{" "}
        <Delta
          className={css["delta"]}
          now={now.p95Ms}
          before={before?.p95Ms}
          verdict={verdict.p95}
          lack={lack}
        />
      </>
    ),
    before: ({ before }) => before?.p95Ms,
  }),
];
