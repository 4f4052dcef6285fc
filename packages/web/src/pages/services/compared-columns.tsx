// Errors and durations of a row, each with its change: the columns that operations, dependencies and versions share.
import { type Lack, lackOfFigures } from "../../lib/comparable.ts";
import { standsForMore } from "../../lib/estimated-rate.ts";
import { formatMeasure, formatOf } from "../../lib/format-measure.ts";
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

/** Those that the column of errors shows. */
interface Failures extends Pick<Figures, "count" | "estimated" | "errors" | "errorRate"> {
  /** The share in the period before; undefined where none is known. */
  readonly before: number | undefined;
  /** As the caller recorded them, unlike the other figures of the row. */
  readonly isOfCaller?: boolean;
}

export interface ComparedRow {
  readonly now: Figures;
  readonly before: Compared | null;
  readonly failures: Failures;
  readonly verdict: ServiceVerdict;
  readonly lack: Lack | undefined;
}

/** Judges `now` against `before`. `failures`: where the errors are not those of `now`. */
export function compareRow(now: Figures, before: Compared | null, failures?: Failures): ComparedRow {
  return {
    now,
    before,
    failures: failures ?? { ...now, before: before?.errorRate },
    verdict: judgeSpans(now, before),
    lack: lackOfFigures(now.count, before?.count),
  };
}

/** Whether the stored ones of a row stand for more. */
export const isEstimate = ({ count, estimated }: Pick<Figures, "count" | "estimated">): boolean =>
  standsForMore(count, estimated);

/** What the rows are: requests of versions, spans of operations, or calls. */
type Of = "request" | "span" | "call";

const shares = { request: "errorShare", span: "spanErrorShare", call: "worseErrorShare" } as const;
const durations = { request: "latency", span: "spanLatency", call: "callLatency" } as const;

export const comparedColumns = (of: Of): readonly Column<ComparedRow>[] => [
  {
    ...measureHeading(shares[of]),
    title: ({ failures: { errors, count, isOfCaller } }) =>
      `${errors} of ${count} stored ${of}s${isOfCaller ? " of the caller" : ""}`,
    cell: ({ failures, verdict, lack }) => (
      <>
        {formatMeasure(shares[of], failures.errorRate, isEstimate(failures))}{" "}
        <Delta
          className={css["delta"]}
          share
          now={failures.errorRate}
          before={failures.before}
          verdict={verdict.errors}
          lack={lack}
        />
      </>
    ),
    csv: {
      "Stored errors": ({ failures }) => failures.errors,
      [csvHeading(shares[of])]: ({ failures }) => failures.errorRate,
      [csvHeading(shares[of], "before")]: ({ failures }) => failures.before,
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
          format={formatOf(`${durations[of]}.p95`)}
          verdict={verdict.p95}
          lack={lack}
        />
      </>
    ),
    before: ({ before }) => before?.p95Ms,
  }),
];
