// The operations of one service, those with most time first. Each row leads to its slowest traces.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ServiceDetail, ServiceOperation } from "contract";
import { useState, type JSX } from "react";

import { lackOfFigures } from "../../lib/comparable.ts";
import { formatCount, formatRate, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { operationDraft } from "../../lib/rule-draft.ts";
import { judgeSpans } from "../../lib/service-verdict.ts";
import { useScope } from "../../state/scope.ts";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { AndMore } from "../../ui/and-more.tsx";
import { FoldedNote } from "../../ui/folded-note.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./operations-table.module.css";
import { is, tracesOf } from "./trace-search.ts";

const num = ui.table["num"];
const wide = classes(num, ui.screen["hidePhone"]);
const shownAtFirst = 12;

export function OperationsTable({ detail }: { readonly detail: ServiceDetail }): JSX.Element {
  const [all, setAll] = useState(false);
  const { operations } = detail;
  const total = operations.reduce((sum, { totalMs }) => sum + totalMs, 0);
  const shown = all ? operations : operations.slice(0, shownAtFirst);
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
            {all ? "Show fewer" : `All ${operations.length}`}
          </button>
        )}
      </header>
      <FoldedNote kind="operations" names={operations.map(({ name }) => name)} />
      <div className={ui.screen["scrollX"]}>
        <Table aria-label="Operations" className={classes(ui.table["table"], css["operations"])}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Operation</Table.Th>
              <Table.Th className={ui.screen["hidePhone"]}>Kind</Table.Th>
              <Table.Th className={num}>Rate</Table.Th>
              <Table.Th className={num}>Errors</Table.Th>
              <Table.Th className={wide}>p50</Table.Th>
              <Table.Th className={num}>p95</Table.Th>
              <Table.Th className={wide}>Time share</Table.Th>
              <Table.Th className={classes(css["alert"], ui.screen["hidePhone"])}>
                <span className={ui.text["sr"]}>Alert</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((operation) => (
              <Row
                key={`${operation.name}\n${operation.kind}\n${operation.entry}`}
                operation={operation}
                detail={detail}
                totalMs={total}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <AndMore
        truncated={detail.hasMoreOperations}
        things="operations"
        by="time"
        fix="Choose an environment or a shorter range to see others."
      />
    </section>
  );
}

function Row({
  operation,
  detail,
  totalMs,
}: {
  readonly operation: ServiceOperation;
  readonly detail: ServiceDetail;
  readonly totalMs: number;
}): JSX.Element {
  const { name, kind, spans, estimatedSpans, errors, p50Ms, p95Ms, previous } = operation;
  const seconds = (Date.parse(detail.to) - Date.parse(detail.from)) / 1000;
  const verdict = judgeSpans(
    { count: spans, errors, p95Ms },
    previous === null ? null : { count: previous.spans, errors: previous.errors, p95Ms: previous.p95Ms },
  );
  const lack = lackOfFigures(spans, previous?.spans);
  const { rangeQuery } = useScope();
  const failing = verdict.errors === "bad" || (verdict.p95 !== "bad" && errors / spans >= 0.05);
  const draft = operationDraft(detail.name, operation, failing);
  return (
    <Table.Tr>
      <Table.Td>
        <Link
          className={classes(ui.table["rowLink"], ui.text["ellip"], css["name"])}
          to="/traces"
          search={tracesOf(detail.name, [is("name", name)], failing)}
          title={`${failing ? "Failing" : "Slowest"} traces with ${name}`}
        >
          {name}
        </Link>
      </Table.Td>
      <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>{kind}</Table.Td>
      <Table.Td className={num} title={`${formatCount(spans)} stored spans`}>
        {formatRate(estimatedSpans / seconds)}
      </Table.Td>
      <Table.Td className={num} title={`${errors} of ${spans}`}>
        {formatShare(errors / spans)}{" "}
        <Delta
          className={css["delta"]}
          share
          now={errors / spans}
          before={previous === null ? undefined : previous.errors / previous.spans}
          verdict={verdict.errors}
          lack={lack}
        />
      </Table.Td>
      <Table.Td className={wide}>{formatDuration(p50Ms)}</Table.Td>
      <Table.Td className={num} title={`${p95Ms ?? 0} ms`}>
        {formatDuration(p95Ms)}{" "}
        <Delta
          className={css["delta"]}
          now={p95Ms}
          before={previous?.p95Ms}
          verdict={verdict.p95}
          lack={lack}
        />
      </Table.Td>
      <Table.Td className={wide} title={`${formatDuration(operation.totalMs)} in total`}>
        <span className={css["share"]} aria-hidden="true">
          <i style={{ width: `${(operation.totalMs / Math.max(totalMs, 1e-9)) * 100}%` }} />
        </span>
        <span className={css["percent"]}>{formatShare(operation.totalMs / Math.max(totalMs, 1e-9))}</span>
      </Table.Td>
      <Table.Td className={classes(css["alert"], ui.screen["hidePhone"])}>
        {draft !== undefined && <AlertOnThis draft={draft} scope={rangeQuery} about={name} />}
      </Table.Td>
    </Table.Tr>
  );
}
