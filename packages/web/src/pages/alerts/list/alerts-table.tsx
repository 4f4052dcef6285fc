// Alerts, a row each: what fires first. A row links to its alert.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Alert } from "contract";
import type { JSX } from "react";

import { alertFormat } from "../../../lib/alert-value.ts";
import { none } from "../../../lib/locale.ts";
import { formatAge } from "../../../lib/time.ts";
import { classes } from "../../../ui/classes.ts";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { VirtualRows } from "../../../ui/virtual-rows.tsx";
import { Labels } from "../parts/labels.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { withheldText } from "../parts/withheld-text.ts";
import css from "./alerts-table.module.css";

export const skeletonClass = css["alerts"];

/** The columns of the skeleton, as wide as those of the table. */
export const columns = [
  ["State", css["state"]],
  ["Alert", undefined],
  ["Value", classes(ui.table["num"], css["value"])],
  ["Since", classes(css["since"], ui.screen["hidePhone"])],
  ["Severity", classes(css["severity"], ui.screen["hideNarrow"])],
  ["Owner", classes(css["owner"], ui.screen["hideNarrow"])],
  ["Message", classes(css["message"], ui.screen["hidePhone"])],
] as const;

export interface AlertsTableProps {
  readonly alerts: readonly Alert[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function AlertsTable({ alerts, ...more }: AlertsTableProps): JSX.Element {
  const now = useNow(10_000);
  return (
    <Table aria-label="Alerts" className={classes(ui.table["table"], css["alerts"])}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(([name, className]) => (
            <Table.Th key={name} className={className}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <VirtualRows rows={alerts} rowHeight={48} keyOf={({ id }) => id} {...more}>
        {(alert, index, measure) => <Row key={alert.id} {...{ alert, index, measure, now }} />}
      </VirtualRows>
    </Table>
  );
}

function Row({
  alert,
  index,
  measure,
  now,
}: {
  readonly alert: Alert;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
  readonly now: number;
}): JSX.Element {
  const { id, rule, group, state, since, value, unit, severity, owner, summary } = alert;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        <StateWord state={state} severity={severity} />
      </Table.Td>
      <Table.Td title={summary === "" || summary === rule ? rule : `${rule}: ${summary}`}>
        <span className={css["line"]}>
          <Link
            className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"])}
            to="/alerts/$id"
            params={{ id }}
          >
            {rule}
          </Link>
          <Labels labels={group} />
        </span>
        {summary !== "" && summary !== rule && (
          <span className={classes(css["second"], ui.text["dim"], ui.text["ellip"])}>{summary}</span>
        )}
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={value === null ? undefined : String(value)}>
        <span className={state === "firing" ? ui.text["strong"] : undefined}>{alertFormat(unit)(value)}</span>
      </Table.Td>
      <Table.Td className={classes(css["since"], ui.text["soft"], ui.screen["hidePhone"])}>
        <Time at={since} />
        {state !== "ok" && (
          <span className={classes(css["second"], ui.text["dim"])}>for {formatAge(since, now)}</span>
        )}
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>{severity}</Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]} title={owner}>
        {owner === "" ? <span className={ui.text["dim"]}>{none}</span> : owner}
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <Message alert={alert} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Why the message was withheld, and who looks after the alert. */
function Message({ alert: { withheld, acknowledgedBy, assignee } }: { readonly alert: Alert }): JSX.Element {
  const people = [
    acknowledgedBy === "" ? "" : `acknowledged by ${acknowledgedBy}`,
    assignee === "" ? "" : `assigned to ${assignee}`,
  ].filter((text) => text !== "");
  const why = withheld === null ? "" : withheldText(withheld);
  if (why === "" && people.length === 0) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span title={[why, ...people].join(", ")}>
      {why !== "" && <span className={classes(css["second"], ui.text["soft"], ui.text["ellip"])}>{why}</span>}
      {people.length > 0 && (
        <span className={classes(css["second"], ui.text["dim"], ui.text["ellip"])}>{people.join(", ")}</span>
      )}
    </span>
  );
}
