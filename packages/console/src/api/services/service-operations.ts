// The operations of one service, each beside the period before.
import { type ServiceDetail, type ServiceOperation, spanKinds } from "contract";
import { type ApiContext, run } from "../context.ts";
import { type DurationCounts, quantilesMs } from "./duration-histogram.ts";
import { errorShare } from "./error-share.ts";
import { limitList } from "../limits/limit-list.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";

interface OperationRow {
  readonly isEarlier: boolean | number;
  readonly operation: string;
  readonly kind: number;
  readonly hasEntries: boolean;
  readonly spans: string;
  readonly estimated: number;
  readonly errors: string;
  /** Before sampling. */
  readonly estimatedErrors: number;
  readonly totalMs: number;
  /** Of all operations of its period, as `total`, their number. */
  readonly allMs: number;
  readonly total: string;
  readonly durations: DurationCounts;
}

export interface OperationsAsked {
  readonly covered: Range;
  /** The period that they are compared with. */
  readonly before: Range;
  readonly scope: { readonly service: string; readonly environment: string | undefined };
}

const mostOperations = 200;

/** Ordered by total time. */
export async function listOperations(
  { covered, before, scope }: OperationsAsked,
  context: ApiContext,
): Promise<Pick<ServiceDetail, "operations" | "operationsMs" | "truncatedOperations">> {
  const found = await run<OperationRow>(context, "service-operations", {
    ...toRangeParams(covered),
    since: toSqlTime(before.fromNs),
    ...scope,
    limit: mostOperations,
  });
  const rows = found.filter(({ isEarlier }) => !isEarlier);
  const earlierByKey = new Map(
    found.filter(({ isEarlier }) => isEarlier).map((row) => [keyOf(row), row] as const),
  );
  const [first] = rows;
  const { items, truncated } = limitList(rows, { total: Number(first?.total ?? 0) });
  return {
    operations: items.map((row) => toOperation(row, earlierByKey.get(keyOf(row)))),
    operationsMs: first?.allMs ?? 0,
    truncatedOperations: truncated,
  };
}

const keyOf = ({ operation, kind }: OperationRow): string => `${kind} ${operation}`;

function toOperation(row: OperationRow, before: OperationRow | undefined): ServiceOperation {
  const [p50Ms = null, p95Ms = null] = quantilesMs(row.durations, 0.5, 0.95);
  return {
    name: row.operation,
    kind: spanKinds[row.kind] ?? "unspecified",
    entry: row.hasEntries,
    spans: Number(row.spans),
    estimatedSpans: row.estimated,
    errors: Number(row.errors),
    errorRate: errorShare(row.estimatedErrors, row.estimated),
    totalMs: row.totalMs,
    p50Ms,
    p95Ms,
    previous:
      before === undefined
        ? null
        : {
            spans: Number(before.spans),
            errors: Number(before.errors),
            errorRate: errorShare(before.estimatedErrors, before.estimated),
            p95Ms: quantilesMs(before.durations, 0.95)[0] ?? null,
          },
  };
}
