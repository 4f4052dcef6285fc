// The records. A row opens in place and shows the whole record.
import { Table } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { LogRecord } from "contract";
import { useState, type JSX } from "react";

import { nsToMs } from "../../lib/time.ts";
import { recordLine } from "../../lib/business-record.ts";
import { severityOf } from "../../lib/severity.ts";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Time } from "../../ui/time.tsx";
import { useNarrow } from "../../ui/use-narrow.ts";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { LogDetail } from "./log-detail.tsx";
import css from "./log-table.module.css";
import { LogsEmpty } from "./logs-empty.tsx";
import { SeverityMark } from "./severity-mark.tsx";
import { ui } from "../../ui/styles.ts";

export interface LogTableProps {
  readonly records: readonly LogRecord[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export const skeletonClass = css["logs"];

const route = getRouteApi("/logs");

export function LogTable({ records, ...paging }: LogTableProps): JSX.Element {
  const { record: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const [since] = useState(() => Date.now());
  if (records.length === 0) return <LogsEmpty />;
  const toggle = (id: string): void =>
    void navigate({
      search: (previous) => ({ ...previous, record: opened === id ? undefined : id }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Table aria-label="Logs" className={classes(ui.table["table"], css["logs"])}>
      <Table.Thead className={classes(ui.table["sticky"], css["head"])}>
        <Table.Tr>
          <Table.Th>Time</Table.Th>
          <Table.Th>Severity</Table.Th>
          <Table.Th className={ui.screen["hidePhone"]}>Service</Table.Th>
          <Table.Th>Message</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <VirtualRows rows={records} rowHeight={28} keyOf={({ id }) => id} {...paging}>
        {(record, index, measure) => (
          <Row
            key={record.id}
            record={record}
            index={index}
            measure={measure}
            isOpen={opened === record.id}
            isNew={nsToMs(record.timeNs) > since}
            onToggle={() => toggle(record.id)}
          />
        )}
      </VirtualRows>
    </Table>
  );
}

interface RowProps {
  readonly record: LogRecord;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
  readonly isOpen: boolean;
  readonly isNew: boolean;
  readonly onToggle: () => void;
}

function Row({ record, index, measure, isOpen, isNew, onToggle }: RowProps): JSX.Element {
  const narrow = useNarrow();
  const { timeNs, severityNumber, severityText, service, eventName } = record;
  const line = recordLine(record);
  const name = severityOf(severityNumber);
  return (
    <>
      <Table.Tr
        ref={isOpen ? undefined : measure}
        data-index={index}
        className={classes(css[name], isNew && css["new"], isOpen && ui.table["selected"])}
      >
        <Table.Td className={ui.text["dim"]}>
          <Time ns={timeNs} exact />
        </Table.Td>
        <Table.Td>
          <SeverityMark number={severityNumber} text={severityText} />
        </Table.Td>
        <Table.Td className={classes(ui.screen["hidePhone"], css["service"])}>
          <ServiceName name={service} />
        </Table.Td>
        <Table.Td className={css["message"]}>
          <button
            type="button"
            className={classes(ui.table["rowLink"], ui.text["mono"], ui.text["ellip"], css["open"])}
            aria-expanded={isOpen}
            onClick={onToggle}
            onKeyDown={(event) => {
              if (event.key === "Escape" && isOpen) onToggle();
            }}
          >
            {eventName !== "" && <span className={css["event"]}>{eventName}</span>}
            {line === "" && eventName === "" ? <span className={ui.text["dim"]}>no message</span> : line}
          </button>
        </Table.Td>
      </Table.Tr>
      {isOpen && (
        <Table.Tr className={css["detail"]} ref={measure} data-index={index}>
          <Table.Td colSpan={narrow ? 3 : 4}>
            <LogDetail record={record} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}
