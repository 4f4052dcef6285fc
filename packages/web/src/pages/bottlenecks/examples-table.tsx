// Traces with the evidence of a bottleneck. A row links to its trace, where the spans are highlighted.
import { linkOptions } from "@tanstack/react-router";
import type { BottleneckExample } from "contract";
import type { JSX } from "react";

import { savedTime, spansOf } from "../../lib/bottleneck-words.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs } from "../../lib/time.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { marksOf } from "./evidence-link.tsx";

export const exampleColumns: readonly Column<BottleneckExample>[] = [
  {
    label: "Time",
    cellClass: ui.text["soft"],
    cell: ({ timeNs }) => <Time ns={timeNs} />,
    csv: ({ timeNs }) => exactTimeNs(timeNs),
  },
  {
    label: "Evidence",
    link: (example) =>
      linkOptions({
        to: "/traces/$id",
        params: { id: example.traceId },
        search: marksOf(example),
        title: `Trace ${example.traceId}`,
      }),
    cell: ({ count }) => spansOf(count),
    csv: { Spans: ({ count }) => count, "Trace id": ({ traceId }) => traceId },
  },
  {
    label: "Took",
    isFigure: true,
    cell: ({ totalMs }) => formatDuration(totalMs),
    csv: { "Took (ms)": ({ totalMs }) => totalMs },
  },
  {
    label: "Saved",
    isFigure: true,
    cellClass: ui.text["strong"],
    cell: ({ savedMs }) => savedTime(savedMs),
    csv: { "Saved (ms)": ({ savedMs }) => savedMs },
  },
  {
    label: "Version",
    hide: "phone",
    cellClass: ui.text["mono"],
    cell: ({ version }) => version,
    csv: ({ version }) => version,
  },
];

export function ExamplesTable({
  examples,
}: {
  readonly examples: readonly BottleneckExample[];
}): JSX.Element {
  return <List label="Traces" columns={exampleColumns} rows={examples} keyOf={({ traceId }) => traceId} />;
}
