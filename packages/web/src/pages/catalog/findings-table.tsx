// A table of findings: level and id, message and fix, service, how many.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { CatalogFinding } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { TextWithCode } from "../../ui/text-with-code.tsx";
import { Time } from "../../ui/time.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import css from "./findings-table.module.css";
import { levelMarks } from "./kinds.ts";

const num = ui.table["num"];

/** The columns of the skeleton. */
export const findingColumns = [
  ["Level", css["level"]],
  ["Finding", undefined],
  ["Service", classes(css["service"], ui.screen["hideNarrow"])],
  ["Count", classes(num, css["count"], ui.screen["hidePhone"])],
  ["Last seen", classes(num, css["seen"], ui.screen["hideNarrow"])],
] as const;

export interface FindingsTableProps {
  readonly findings: readonly CatalogFinding[];
  readonly hasMore?: boolean;
  readonly isLoadingMore?: boolean;
  readonly onMore?: () => void;
}

export function FindingsTable({
  findings,
  hasMore = false,
  isLoadingMore = false,
  onMore = nothing,
}: FindingsTableProps): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Findings" className={classes(ui.table["table"], css["findings"])}>
        <Table.Thead>
          <Table.Tr>
            {findingColumns.map(([name, className]) => (
              <Table.Th key={name} className={className}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <VirtualRows rows={findings} rowHeight={56} keyOf={keyOf} {...{ hasMore, isLoadingMore, onMore }}>
          {(finding, index, measure) => (
            <Row key={keyOf(finding)} finding={finding} index={index} measure={measure} />
          )}
        </VirtualRows>
      </Table>
    </div>
  );
}

function nothing(): void {}

function keyOf({ id, service, version, signalName, attribute, message }: CatalogFinding): string {
  return [id, service, version, signalName, attribute, message].join(" ");
}

function Row({
  finding,
  index,
  measure,
}: {
  readonly finding: CatalogFinding;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { id, level, fix, service, version, count, lastNs, source } = finding;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        <Status kind={levelMarks[level]}>{level}</Status>
      </Table.Td>
      <Table.Td>
        <span className={css["message"]}>
          <Message finding={finding} />
        </span>
        <span className={css["line"]}>
          <span className={classes(ui.text["mono"], ui.text["dim"])}>{id}</span>
          {fix !== "" && (
            <span className={ui.text["soft"]}>
              <TextWithCode text={fix} />
            </span>
          )}
          {source !== "" && <span className={classes(ui.text["mono"], ui.text["dim"])}>{source}</span>}
        </span>
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]} title={version}>
        {service === "" ? none : <ServiceName name={service} className={css["name"]} />}
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatCount(count)}</Table.Td>
      <Table.Td className={classes(num, ui.text["dim"], ui.screen["hideNarrow"])}>
        {lastNs === null ? none : <Time ns={lastNs} />}
      </Table.Td>
    </Table.Tr>
  );
}

/** Leads to the thing that it is about. */
function Message({
  finding: { message, attribute, signalType, signalName },
}: {
  readonly finding: CatalogFinding;
}): JSX.Element {
  const kind = attribute === "" ? (signalType === "log" ? "event" : signalType) : "attribute";
  const name = attribute === "" ? signalName : attribute;
  if (name === "" || kind === "resource") return <TextWithCode text={message} />;
  return (
    <Link className={ui.table["rowLink"]} to="/catalog/$kind/$name" params={{ kind, name }}>
      <TextWithCode text={message} />
    </Link>
  );
}
