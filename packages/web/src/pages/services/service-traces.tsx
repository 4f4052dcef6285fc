// The newest failing traces of one service, or its slowest.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TraceSummary } from "contract";
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatDurationNs } from "../../lib/format-duration.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./service-traces.module.css";
import { tracesOf } from "./trace-search.ts";

type Shown = "failing" | "slowest";

const most = 6;
const columns = [
  ["Trace", undefined],
  ["Starts at", ui.screen["hidePhone"]],
  ["Duration", ui.table["num"]],
  ["Started", ui.table["num"]],
] as const;

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
      <QueryView inline query={query} skeleton={<SkeletonTable head={columns} rows={most} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              inline
              title={shown === "failing" ? "No failing traces in this range" : "No traces in this range"}
            />
          ) : (
            <Traces traces={items} />
          )
        }
      </QueryView>
    </section>
  );
}

function Traces({ traces }: { readonly traces: readonly TraceSummary[] }): JSX.Element {
  return (
    <Table aria-label="Traces of the service" className={ui.table["table"]}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(([name, className]) => (
            <Table.Th key={name} className={className}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {traces.map(({ traceId, rootName, rootService, durationNs, startNs, errorCount }) => (
          <Table.Tr key={traceId}>
            <Table.Td>
              <Link
                className={classes(ui.table["rowLink"], css["trace"])}
                to="/traces/$id"
                params={{ id: traceId }}
              >
                {errorCount > 0 && <StatusMark kind="error" />}
                <span className={ui.text["ellip"]}>{rootName || "(root span missing)"}</span>
              </Link>
            </Table.Td>
            <Table.Td className={ui.screen["hidePhone"]}>
              <ServiceName name={rootService} />
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatDurationNs(durationNs)}</Table.Td>
            <Table.Td className={ui.table["num"]}>
              <Time ns={startNs} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
