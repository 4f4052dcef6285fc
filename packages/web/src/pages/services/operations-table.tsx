// The operations of one service, those with most time first. Each row leads to its slowest traces.
import { rateOf, shareOf } from "catalog/measures";
import type { ServiceDetail, ServiceOperation } from "contract";
import { useState, type JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { operationDraft } from "../../lib/rule-draft.ts";
import { useScope } from "../../state/scope.ts";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { FoldedNote } from "../../ui/folded-note.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureHeading } from "../../ui/list/measure-column.ts";
import { ui } from "../../ui/styles.ts";
import { comparedColumns, type ComparedRow, compareRow, isEstimate } from "./compared-columns.tsx";
import css from "./operations-table.module.css";
import { is, tracesLink } from "./trace-search.ts";

interface OperationRow extends ComparedRow {
  readonly service: string;
  readonly operation: ServiceOperation;
  readonly isFailing: boolean;
  readonly ratePerSecond: number;
  /** Of the time of all operations. */
  readonly share: number | null;
}

/** Of the table. */
export const operationColumns: readonly Column<OperationRow>[] = [
  {
    label: "Operation",
    link: ({ service, operation: { name }, isFailing }) => ({
      ...tracesLink(service, [is("name", name)], isFailing, `with ${name}`),
      className: classes(ui.text["ellip"], css["name"]),
    }),
    cell: ({ operation }) => operation.name,
    csv: ({ operation }) => operation.name,
  },
  {
    label: "Kind",
    hide: "phone",
    cellClass: ui.text["dim"],
    cell: ({ operation }) => operation.kind,
    csv: ({ operation }) => operation.kind,
  },
  {
    ...measureHeading("spanRate"),
    title: ({ operation }) => `${formatCount(operation.spans)} stored spans`,
    cell: ({ ratePerSecond, now }) => formatMeasure("spanRate", ratePerSecond, isEstimate(now)),
    csv: {
      [csvHeading("storedSpans")]: ({ operation }) => operation.spans,
      [csvHeading("spanRate")]: ({ ratePerSecond }) => ratePerSecond,
    },
  },
  ...comparedColumns("span"),
  {
    ...measureHeading("timeShare"),
    hide: "phone",
    title: ({ operation }) => `${formatDuration(operation.totalMs)} in total`,
    cell: ({ share, now }) => (
      <>
        <span className={css["share"]} aria-hidden="true">
          <i style={{ width: `${(share ?? 0) * 100}%` }} />
        </span>
        <span className={css["percent"]}>{formatMeasure("timeShare", share, isEstimate(now))}</span>
      </>
    ),
    csv: {
      "Time (ms)": ({ operation }) => operation.totalMs,
      [csvHeading("timeShare")]: ({ share }) => share,
    },
  },
  {
    label: "Alert",
    isQuiet: true,
    hide: "phone",
    className: css["alert"],
    cell: (row) => <AlertOnOperation row={row} />,
  },
];

const shownAtFirst = 12;

export function OperationsTable({ detail }: { readonly detail: ServiceDetail }): JSX.Element {
  const [all, setAll] = useState(false);
  const { operations } = detail;
  const rows = rowsOf(detail);
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Operations</h2>
        <span className={ui.text["dim"]}>most time first</span>
        {operations.length > shownAtFirst && (
          <button
            type="button"
            className={classes(ui.text["link"], ui.section["end"])}
            onClick={() => setAll(!all)}
          >
            {all ? "Show fewer" : listedOf(operations.length, detail.truncatedOperations)}
          </button>
        )}
      </header>
      <FoldedNote kind="operations" names={operations.map(({ name }) => name)} />
      <List
        label="Operations"
        columns={operationColumns}
        rows={rows}
        shown={all ? undefined : shownAtFirst}
        truncated={detail.truncatedOperations}
        keyOf={({ operation: { name, kind, entry } }) => `${name}\n${kind}\n${entry}`}
      />
      <AndMore
        truncated={detail.truncatedOperations}
        things="operations"
        by="time"
        fix="Choose an environment or a shorter range to see others."
      />
    </section>
  );
}

/** `All 31`, or `200 of 3,412`. */
function listedOf(listed: number, truncated: number): string {
  if (truncated === 0) return `All ${formatCount(listed)}`;
  return `${formatCount(listed)} of ${formatCount(listed + truncated)}`;
}

function rowsOf(detail: ServiceDetail): readonly OperationRow[] {
  const { name: service, operations, operationsMs } = detail;
  return operations.map((operation) => {
    const { spans, estimatedSpans, errorRate, previous } = operation;
    const compared = compareRow(
      { ...operation, count: spans, estimated: estimatedSpans },
      previous === null ? null : { ...previous, count: previous.spans },
    );
    const { verdict } = compared;
    return {
      ...compared,
      service,
      operation,
      isFailing: verdict.errors === "bad" || (verdict.p95 !== "bad" && errorRate >= 0.05),
      ratePerSecond: rateOf(estimatedSpans, { from: detail.ratesFrom ?? detail.from, to: detail.to }),
      share: shareOf(operation.totalMs, operationsMs),
    };
  });
}

function AlertOnOperation({
  row: { service, operation, isFailing, now, before, verdict },
}: {
  readonly row: OperationRow;
}): JSX.Element | null {
  const { rangeQuery } = useScope();
  const usual = verdict.p95 === "bad" ? (before?.p95Ms ?? null) : now.p95Ms;
  const draft = operationDraft(service, operation, isFailing, usual);
  return draft === undefined ? null : <AlertOnThis draft={draft} scope={rangeQuery} about={operation.name} />;
}
