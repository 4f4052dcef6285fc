// The single errors of a group, newest first. A row opens its trace; user, session and logs are links of their own.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ErrorOccurrence } from "contract";
import type { JSX } from "react";

import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import css from "./occurrences.module.css";

export interface OccurrencesProps {
  readonly errors: readonly ErrorOccurrence[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function Occurrences({ errors, ...more }: OccurrencesProps): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Occurrences</h2>
        <span className={ui.text["dim"]}>newest first</span>
      </header>
      <Table aria-label="Occurrences" className={classes(ui.table["table"], css["rows"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={css["time"]}>Time</Table.Th>
            <Table.Th>Message</Table.Th>
            <Table.Th className={classes(css["version"], ui.screen["hidePhone"])}>Version</Table.Th>
            <Table.Th className={classes(css["handled"], ui.screen["hideNarrow"])}>Handled</Table.Th>
            <Table.Th className={classes(css["user"], ui.screen["hidePhone"])}>User</Table.Th>
            <Table.Th className={classes(css["user"], ui.screen["hideNarrow"])}>Session</Table.Th>
            <Table.Th className={css["logs"]}>Logs</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <VirtualRows rows={errors} rowHeight={32} keyOf={({ id }) => id} {...more}>
          {(error, index, measure) => <Row key={error.id} {...{ error, index, measure }} />}
        </VirtualRows>
      </Table>
    </section>
  );
}

function Row({
  error: { timeNs, message, version, handled, user, session, traceId, spanId },
  index,
  measure,
}: {
  readonly error: ErrorOccurrence;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td className={ui.text["soft"]}>
        {traceId === "" ? (
          <Time ns={timeNs} exact />
        ) : (
          <Link
            className={ui.table["rowLink"]}
            to="/traces/$id"
            params={{ id: traceId }}
            search={{ span: spanId === "" ? undefined : spanId }}
            title={`Trace ${traceId}`}
          >
            <Time ns={timeNs} exact />
          </Link>
        )}
      </Table.Td>
      <Table.Td title={message}>{message}</Table.Td>
      <Table.Td className={ui.screen["hidePhone"]} title={version}>
        {version === "" ? none : version}
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>{handled ? "yes" : "no"}</Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <Timeline condition="user.id" value={user} />
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>
        <Timeline condition="session.id" value={session} />
      </Table.Td>
      <Table.Td>
        {traceId === "" ? (
          <span className={ui.text["dim"]}>{none}</span>
        ) : (
          <Link className={ui.text["link"]} to="/logs" search={{ trace: traceId }}>
            logs
          </Link>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** A link to everything that is recorded of a user or session: log and business records. */
function Timeline({ condition, value }: { readonly condition: string; readonly value: string }): JSX.Element {
  if (value === "") return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <Link
      className={ui.text["link"]}
      to="/logs"
      search={(previous) => ({ ...previous, filter: [`${condition}=${value}`], business: "shown" })}
      title={`Timeline of ${value}`}
    >
      {value}
    </Link>
  );
}
