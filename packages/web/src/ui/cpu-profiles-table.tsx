// CPU profiles of slow spans: a row opens the flame graph, and links lead to the span and to the file.
import { Link, linkOptions } from "@tanstack/react-router";
import type { CpuProfileRow } from "contract";
import type { JSX, ReactNode } from "react";

import { urlOf } from "../data/client.ts";
import { formatCount } from "../lib/format.ts";
import { formatDuration } from "../lib/format-duration.ts";
import { exactTimeNs } from "../lib/time.ts";
import css from "./cpu-profiles-table.module.css";
import type { Column } from "./list/column.ts";
import { List } from "./list/list.tsx";
import type { MoreRows } from "./list/more-rows.ts";
import { ui } from "./styles.ts";
import { Time } from "./time.tsx";

export const cpuProfileColumns: readonly Column<CpuProfileRow>[] = [
  {
    label: "Span",
    isName: true,
    title: ({ name }) => name,
    link: ({ id }) => linkOptions({ to: "/cpu-profiles/$id", params: { id }, title: "Flame graph" }),
    cell: ({ name }) => name,
    csv: ({ name }) => name,
  },
  {
    label: "Duration",
    isFigure: true,
    cell: ({ durationMs }) => formatDuration(durationMs),
    csv: { "Duration (ms)": ({ durationMs }) => durationMs },
  },
  {
    label: "Samples",
    isFigure: true,
    hide: "phone",
    cell: ({ samples }) => formatCount(samples),
    csv: ({ samples }) => samples,
  },
  {
    label: "Time",
    isFigure: true,
    cell: ({ timeNs }) => <Time ns={timeNs} />,
    csv: ({ timeNs }) => exactTimeNs(timeNs),
  },
  {
    label: "Links",
    isFigure: true,
    className: css["links"],
    cell: (profile) => <Links {...profile} />,
    csv: { "Trace id": ({ traceId }) => traceId, "Profile id": ({ id }) => id },
  },
];

export function CpuProfilesTable({
  items,
  empty,
  more,
}: {
  readonly items: readonly CpuProfileRow[];
  readonly empty?: ReactNode;
  readonly more?: MoreRows<CpuProfileRow>;
}): JSX.Element {
  return (
    <List
      label="CPU profiles"
      columns={cpuProfileColumns}
      rows={items}
      keyOf={({ id }) => id}
      empty={empty}
      {...(more && { more })}
    />
  );
}

function Links({ id, name, traceId, spanId }: CpuProfileRow): JSX.Element {
  return (
    <>
      {traceId !== "" && (
        <Link
          className={ui.text["link"]}
          to="/traces/$id"
          params={{ id: traceId }}
          search={{ span: spanId }}
          aria-label={`Span of ${name}`}
        >
          Span
        </Link>
      )}
      <a
        className={ui.text["link"]}
        href={urlOf("/api/cpu-profiles/:id", { id }, undefined)}
        download={`${name}.cpuprofile`}
        aria-label={`Download the profile of ${name}`}
      >
        Download
      </a>
    </>
  );
}
