// Runs of a profiled operation: what each cost, and the way to its span.
import { linkOptions } from "@tanstack/react-router";
import type { ProfileRun } from "contract";
import type { JSX } from "react";

import { formatBytes } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import type { MoreRows } from "../../ui/list/more-rows.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";

/** Of the table. */
export const runColumns: readonly Column<ProfileRun>[] = [
  {
    label: "Ended",
    link: ({ traceId, spanId }) =>
      traceId === ""
        ? undefined
        : linkOptions({ to: "/traces/$id", params: { id: traceId }, search: { span: spanId } }),
    cell: ({ timeNs }) => <Time ns={timeNs} />,
    csv: { Ended: ({ timeNs }) => exactTimeNs(timeNs), "Trace id": ({ traceId }) => traceId },
  },
  {
    label: "Class",
    cell: (run) => (
      <>
        {run.class.replaceAll("_", " ")} {run.error !== "" && <Status kind="error">{run.error}</Status>}
      </>
    ),
    csv: { Class: (run) => run.class, Error: ({ error }) => error },
  },
  {
    label: "Service",
    hide: "phone",
    cell: ({ service }) => <ServiceName name={service} />,
    csv: ({ service }) => service,
  },
  {
    label: "Duration",
    isFigure: true,
    cell: ({ durationMs }) => formatDuration(durationMs),
    csv: { "Duration (ms)": ({ durationMs }) => durationMs },
  },
  {
    label: "CPU",
    isFigure: true,
    title: ({ cpuUserMs, cpuSystemMs }) =>
      `${formatDuration(cpuUserMs)} user, ${formatDuration(cpuSystemMs)} system`,
    cell: ({ cpuUserMs, cpuSystemMs }) => formatDuration(cpuUserMs + cpuSystemMs),
    csv: {
      "CPU user (ms)": ({ cpuUserMs }) => cpuUserMs,
      "CPU system (ms)": ({ cpuSystemMs }) => cpuSystemMs,
    },
  },
  {
    label: "Memory growth",
    isFigure: true,
    hide: "phone",
    cell: ({ memoryDelta }) => formatBytes(memoryDelta),
    csv: { "Memory growth (bytes)": ({ memoryDelta }) => memoryDelta },
  },
  {
    label: "Peak",
    isFigure: true,
    hide: "narrow",
    cell: ({ memoryPeak }) => formatBytes(memoryPeak),
    csv: { "Peak (bytes)": ({ memoryPeak }) => memoryPeak },
  },
  {
    label: "GC",
    isFigure: true,
    hide: "narrow",
    cell: ({ gcMs }) => formatDuration(gcMs),
    csv: { "GC (ms)": ({ gcMs }) => gcMs },
  },
  {
    label: "At once",
    isFigure: true,
    hide: "narrow",
    cell: ({ concurrent }) => concurrent,
    csv: ({ concurrent }) => concurrent,
  },
];

export function RunsTable({
  runs,
  more,
}: {
  readonly runs: readonly ProfileRun[];
  readonly more: MoreRows<ProfileRun>;
}): JSX.Element {
  return (
    <List
      label="Runs"
      columns={runColumns}
      rows={runs}
      keyOf={({ id }) => id}
      empty={<EmptyState inline title="No runs of this class" />}
      more={more}
    />
  );
}
