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
  { before, from, to }: ComparedTimes,
  firstStep?: string,
): DiffersParams | undefined {
  const shared = {
    from: before,
    to,
    selectFrom: from,
    selectTo: to,
    environment: row.ofEnvironment === "" ? undefined : row.ofEnvironment,
    filter: [],
    select: [],
    outcome: [],
    sample: "few",
    limit: 10,
  } as const;
  const isUp = row.direction > 0;
  switch (row.subject) {
    case "service":
    case "operation":
      return {
        ...shared,
        of: "spans",
        service: row.ofService,
        name: row.subject === "operation" ? row.ofName : undefined,
        filter: ["entry=true"],
        select: row.measure === "errors" && isUp ? ["status=error"] : [],
        minDurationMs: row.measure === "p95" && isUp ? row.expected : undefined,
      };
    case "transaction":
      return {
        ...shared,
        of: "transactions",
        type: row.ofName,
        outcome: row.measure === "completion" && !isUp ? ["failed", "abandoned"] : [],
        minDurationMs: row.measure === "p95" && isUp ? row.expected : undefined,
      };
    case "funnel":
      return firstStep === undefined
        ? undefined
        : {
            ...shared,
            of: "funnels",
            ...{ from, type: row.ofName, step: firstStep },
            ...{ selectFrom: undefined, selectTo: undefined },
          };
    case "metric":
      return undefined;
  }
}
