// The records. A row opens in place and shows the whole record.
import { getRouteApi } from "@tanstack/react-router";
import type { LogRecord } from "contract";
import { useState, type JSX } from "react";

import { recordLine } from "../../lib/business-record.ts";
import { severityOf } from "../../lib/severity.ts";
import { exactTimeNs, nsToMs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import type { MoreRows } from "../../ui/list/more-rows.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { LogDetail } from "./log-detail.tsx";
import css from "./log-table.module.css";
import { LogsEmpty } from "./logs-empty.tsx";
import { SeverityMark } from "./severity-mark.tsx";

export const logsClass = css["logs"];

const route = getRouteApi("/logs");

export const logColumns: readonly Column<LogRecord>[] = [
  {
    label: "Time",
    cellClass: ui.text["dim"],
    cell: ({ timeNs }) => <Time ns={timeNs} exact />,
    csv: ({ timeNs }) => exactTimeNs(timeNs),
  },
  {
    label: "Severity",
    cell: ({ severityNumber, severityText }) => <SeverityMark number={severityNumber} text={severityText} />,
    csv: ({ severityNumber }) => severityOf(severityNumber),
  },
  {
    label: "Service",
    hide: "phone",
    cellClass: css["service"],
    cell: ({ service }) => <ServiceName name={service} />,
    csv: ({ service }) => service,
  },
  {
    label: "Message",
    hasLink: true,
    cellClass: css["message"],
    cell: (record) => <Message record={record} />,
    csv: {
      Event: ({ eventName }) => eventName,
      Message: recordLine,
      Trace: ({ traceId }) => traceId,
    },
  },
];

export function LogTable({
  records,
  more,
}: {
  readonly records: readonly LogRecord[];
  readonly more: MoreRows<LogRecord>;
}): JSX.Element {
  const { record: opened } = route.useSearch();
  const [since] = useState(() => Date.now());
  return (
    <List
      label="Logs"
      className={logsClass}
      columns={logColumns}
      rows={records}
      keyOf={({ id }) => id}
      empty={<LogsEmpty />}
      rowClass={({ severityNumber, timeNs }) =>
        classes(css[severityOf(severityNumber)], nsToMs(timeNs) > since && css["new"])
      }
      isCurrent={({ id }) => id === opened}
      renderDetail={(record) => (record.id === opened ? <LogDetail record={record} /> : undefined)}
      hasStickyHead
      more={more}
      rowHeight={28}
    />
  );
}

/** Opens and closes the record. */
function Message({ record }: { readonly record: LogRecord }): JSX.Element {
  const { record: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const { id, eventName } = record;
  const line = recordLine(record);
  const isOpen = opened === id;
  const toggle = (): void =>
    void navigate({
      search: (previous) => ({ ...previous, record: isOpen ? undefined : id }),
      replace: true,
      resetScroll: false,
    });
  return (
    <button
      type="button"
      className={classes(ui.table["rowLink"], ui.text["mono"], ui.text["ellip"], css["open"])}
      aria-expanded={isOpen}
      onClick={toggle}
      onKeyDown={(event) => {
        if (event.key === "Escape" && isOpen) toggle();
      }}
    >
      {eventName !== "" && <span className={css["event"]}>{eventName}</span>}
      {line === "" && eventName === "" ? <span className={ui.text["dim"]}>no message</span> : line}
    </button>
  );
}
