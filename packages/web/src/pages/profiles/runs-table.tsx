// Runs of a profiled operation: what each cost, and the way to its span.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ProfileRun } from "contract";
import type { JSX } from "react";

import { formatBytes } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { VirtualRows } from "../../ui/virtual-rows.tsx";

const num = ui.table["num"];
const wide = classes(num, ui.screen["hideNarrow"]);

export interface RunsTableProps {
  readonly runs: readonly ProfileRun[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function RunsTable({ runs, ...more }: RunsTableProps): JSX.Element {
  const table = useRowKeys();
  if (runs.length === 0) return <EmptyState inline title="No runs of this class" />;
  return (
    <div className={ui.screen["scrollX"]}>
      <Table ref={table} aria-label="Runs" className={ui.table["table"]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Ended</Table.Th>
            <Table.Th>Class</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Service</Table.Th>
            <Table.Th className={num}>Duration</Table.Th>
            <Table.Th className={num}>CPU</Table.Th>
            <Table.Th className={classes(num, ui.screen["hidePhone"])}>Memory growth</Table.Th>
            <Table.Th className={wide}>Peak</Table.Th>
            <Table.Th className={wide}>GC</Table.Th>
            <Table.Th className={wide}>At once</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <VirtualRows rows={runs} rowHeight={32} keyOf={({ id }) => id} {...more}>
          {(run, index, measure) => <Row key={run.id} run={run} index={index} measure={measure} />}
        </VirtualRows>
      </Table>
    </div>
  );
}

function Row({
  run,
  index,
  measure,
}: {
  readonly run: ProfileRun;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { timeNs, traceId, spanId, durationMs, cpuUserMs, cpuSystemMs, error } = run;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        {traceId === "" ? (
          <Time ns={timeNs} />
        ) : (
          <Link
            className={ui.table["rowLink"]}
            to="/traces/$id"
            params={{ id: traceId }}
            search={{ span: spanId }}
          >
            <Time ns={timeNs} />
          </Link>
        )}
      </Table.Td>
      <Table.Td>
        {run.class.replaceAll("_", " ")} {error !== "" && <Status kind="error">{error}</Status>}
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <ServiceName name={run.service} />
      </Table.Td>
      <Table.Td className={num}>{formatDuration(durationMs)}</Table.Td>
      <Table.Td
        className={num}
        title={`${formatDuration(cpuUserMs)} user, ${formatDuration(cpuSystemMs)} system`}
      >
        {formatDuration(cpuUserMs + cpuSystemMs)}
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatBytes(run.memoryDelta)}</Table.Td>
      <Table.Td className={wide}>{formatBytes(run.memoryPeak)}</Table.Td>
      <Table.Td className={wide}>{formatDuration(run.gcMs)}</Table.Td>
      <Table.Td className={wide}>{run.concurrent}</Table.Td>
    </Table.Tr>
  );
}
