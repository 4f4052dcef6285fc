// The newest failing traces of one service, or its slowest.
import { Link, linkOptions } from "@tanstack/react-router";
import type { TraceSummary } from "contract";
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatDurationNs } from "../../lib/format-duration.ts";
import { nsToMs, exactTimeNs } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./service-traces.module.css";
import { tracesOf } from "./trace-search.ts";

type Shown = "failing" | "slowest";

const most = 6;
const columns: readonly Column<TraceSummary>[] = [
  {
    label: "Trace",
    link: ({ traceId }) =>
      linkOptions({ to: "/traces/$id", params: { id: traceId }, className: css["trace"] }),
    cell: ({ errorCount, rootName }) => (
      <>
        {errorCount > 0 && <StatusMark kind="error" />}
        <span className={ui.text["ellip"]}>{rootName || "(root span missing)"}</span>
      </>
    ),
    csv: {
      Trace: ({ rootName }) => rootName,
      "Trace id": ({ traceId }) => traceId,
      Errors: ({ errorCount }) => errorCount,
    },
  },
  {
    label: "Starts at",
    hide: "phone",
    cell: ({ rootService }) => <ServiceName name={rootService} />,
    csv: ({ rootService }) => rootService,
  },
  {
    label: "Duration",
    isFigure: true,
    cell: ({ durationNs }) => formatDurationNs(durationNs),
    csv: { "Duration (ms)": ({ durationNs }) => nsToMs(durationNs) },
  },
  {
    label: "Started",
    isFigure: true,
    cell: ({ startNs }) => <Time ns={startNs} />,
    csv: ({ startNs }) => exactTimeNs(startNs),
  },
];

export function ServiceTraces({ service }: { readonly service: string }): JSX.Element {
  const [shown, setShown] = useState<Shown>("failing");
  const { rangeQuery } = useScope();
  const search = shown === "failing" ? ({ status: "error" } as const) : ({ order: "slowest" } as const);
  const query = useApi("/api/traces", { query: { ...rangeQuery, service, ...search, limit: most } });
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Traces</h2>
        <Segments
          label="Traces"
          value={shown}
          choices={[
            ["failing", "Newest failing"],
            ["slowest", "Slowest"],
          ]}
          onChange={setShown}
        />
        <span className={classes(ui.section["end"], css["links"])}>
          <Link className={ui.text["link"]} to="/errors" search={{ service }}>
            Errors
          </Link>
          <Link className={ui.text["link"]} to="/traces" search={{ service }}>
            Heatmap
          </Link>
          <Link className={ui.text["link"]} to="/traces" search={tracesOf(service, [], shown === "failing")}>
            All {shown}
          </Link>
        </span>
      </header>
      <QueryView inline query={query} skeleton={<ListSkeleton columns={columns} rows={most} />}>
        {({ items, nextCursor }) => (
          <List
            label="Traces of the service"
            columns={columns}
            rows={items}
            truncated={nextCursor !== null}
            keyOf={({ traceId }) => traceId}
            empty={
              <EmptyState
                inline
                title={shown === "failing" ? "No failing traces in this range" : "No traces in this range"}
              />
            }
          />
        )}
      </QueryView>
    </section>
  );
}
