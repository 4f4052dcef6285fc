// Which comparison explains an anomaly: what made the series move in its window, against everything else since some time before.
import type { DiffersParams } from "../differs/selection.ts";
import type { AnomalyRow } from "./anomaly-rows.ts";

/** ISO times. */
interface ComparedTimes {
  readonly before: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The parameters for `/api/differs`; `undefined` for a metric, which has no records, and for a funnel without steps.
 *
 * More errors: spans of the window with an error. A longer p95: its slow spans. A lower completion: its transactions that did not complete.
 * A lower conversion: its people who left after the first step. All others: everything in the window.
 */
export function toQuestion(
  row: AnomalyRow,
  times: ComparedTimes,
  firstStep?: string,
): DiffersParams | undefined {
  switch (row.subject) {
    case "service":
    case "operation":
      return ofSpans(row, times);
    case "transaction":
      return ofTransactions(row, times);
    case "funnel":
      return firstStep === undefined ? undefined : ofFunnel(row, times, firstStep);
    case "metric":
      return undefined;
  }
}

function shared({ ofEnvironment }: AnomalyRow, { before, from, to }: ComparedTimes) {
  return {
    from: before,
    to,
    selectFrom: from,
    selectTo: to,
    environment: ofEnvironment === "" ? undefined : ofEnvironment,
    filter: [],
    select: [],
    outcome: [],
    steps: [],
    order: "ordered",
    exclude: [],
    sample: "few",
    limit: 10,
  } satisfies Partial<DiffersParams>;
}

function ofSpans(row: AnomalyRow, times: ComparedTimes): DiffersParams {
  return {
    ...shared(row, times),
    of: "spans",
    service: row.ofService,
    name: row.subject === "operation" ? row.ofName : undefined,
    filter: ["entry=true"],
    select: row.measure === "errors" && row.direction > 0 ? ["status=error"] : [],
    minDurationMs: slowerThan(row),
  };
}

function ofTransactions(row: AnomalyRow, times: ComparedTimes): DiffersParams {
  return {
    ...shared(row, times),
    of: "transactions",
    type: row.ofName,
    outcome: row.measure === "completion" && row.direction < 0 ? ["failed", "abandoned"] : [],
    minDurationMs: slowerThan(row),
  };
}

function ofFunnel(row: AnomalyRow, times: ComparedTimes, step: string): DiffersParams {
  return {
    ...shared(row, times),
    of: "funnels",
    from: times.from,
    type: row.ofName,
    step,
    selectFrom: undefined,
    selectTo: undefined,
  };
}

function slowerThan({ measure, direction, expected }: AnomalyRow): number | undefined {
  return measure === "p95" && direction > 0 ? expected : undefined;
}
