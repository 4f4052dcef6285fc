// What happened in the traces of people who dropped at a step: errors, slower operations, and the traces.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { FunnelDroppedResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./dropped.module.css";
import { type FunnelSearch, toRules } from "./search.ts";

export interface DroppedCausesProps {
  readonly funnel: string;
  readonly step: string;
  readonly search: FunnelSearch;
}

export function DroppedCauses({ funnel, step, search }: DroppedCausesProps): JSX.Element {
  const { rangeQuery } = useScope();
  const query = useApi("/api/funnels/:name/dropped", {
    params: { name: funnel },
    query: { ...rangeQuery, ...toRules(search), step },
  });
  const compared = query.data === undefined || hasNothing(query.data) ? undefined : query.data.compared;
  return (
    <section className={ui.section["section"]} aria-label="Errors and slow spans">
      <header>
        <h2>Errors and slow spans of people who left</h2>
        {compared !== undefined && (
          <span className={ui.text["dim"]}>
            latest {formatCount(compared.dropped)} traces, compared with {formatCount(compared.continued)} of
            people who went on
          </span>
        )}
      </header>
      <QueryView
        query={query}
        inline
        skeleton={<SkeletonTable head={["Cause", "Left", "Went on"]} rows={4} />}
      >
        {(result) => <Causes result={result} />}
      </QueryView>
    </section>
  );
}

/** Nothing is stored of the traces of people who left. */
const hasNothing = ({ errors, operations, traces }: FunnelDroppedResult): boolean =>
  errors.length + operations.length + traces.length === 0;

function Causes({ result }: { readonly result: FunnelDroppedResult }): JSX.Element {
  const { errors, operations, traces, compared } = result;
  if (hasNothing(result))
    return (
      <EmptyState
        inline
        title="No traces of people who left"
        why={
          compared.dropped === 0
            ? "Record the step inside a span, so that its record has the id of the trace."
            : "Their records have ids of traces, but none of these is stored: they were not sampled, or are already deleted."
        }
      />
    );
  return (
    <div className={css["causes"]}>
      <div className={ui.screen["scrollX"]}>
        {errors.length + operations.length === 0 ? (
          <EmptyState
            inline
            title="No error or slow span explains it"
            why={`The ${compared.dropped} traces of people who left have the same errors and durations as the others.`}
          />
        ) : (
          <Differences errors={errors} operations={operations} />
        )}
      </div>
      <div className={ui.screen["scrollX"]}>
        <Traces traces={traces} />
      </div>
    </div>
  );
}

function Differences({
  errors,
  operations,
}: Pick<FunnelDroppedResult, "errors" | "operations">): JSX.Element {
  return (
    <Table className={ui.table["table"]} aria-label="Causes">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Error or operation</Table.Th>
          <Table.Th className={ui.table["num"]}>Left</Table.Th>
          <Table.Th className={ui.table["num"]}>Went on</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {errors.map(({ fingerprint, type, message, service, dropped, continued }) => (
          <Table.Tr key={`error ${fingerprint}`}>
            <Table.Td className={ui.text["ellip"]} title={message}>
              <Link
                className={classes(ui.table["rowLink"], ui.text["strong"])}
                to="/errors/$fingerprint"
                params={{ fingerprint }}
              >
                {type}
              </Link>{" "}
              <span className={ui.text["dim"]}>
                {service} {message}
              </span>
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatCount(dropped)} traces</Table.Td>
            <Table.Td className={ui.table["num"]}>{formatCount(continued)}</Table.Td>
          </Table.Tr>
        ))}
        {operations.map(({ service, name, droppedMs, continuedMs }) => (
          <Table.Tr key={`span ${service} ${name}`}>
            <Table.Td className={ui.text["ellip"]}>
              <Link
                className={classes(ui.table["rowLink"], ui.text["strong"])}
                to="/traces"
                search={{ service, name, order: "slowest" }}
              >
                {name}
              </Link>{" "}
              <span className={ui.text["dim"]}>{service}, median</span>
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatDuration(droppedMs)}</Table.Td>
            <Table.Td className={ui.table["num"]}>{formatDuration(continuedMs)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const mostTraces = 8;

function Traces({ traces }: Pick<FunnelDroppedResult, "traces">): JSX.Element {
  return (
    <Table className={ui.table["table"]} aria-label="Sample traces">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Sample trace</Table.Th>
          <Table.Th className={ui.table["num"]}>Errors</Table.Th>
          <Table.Th className={ui.table["num"]}>Duration</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {traces.slice(0, mostTraces).map((trace) => (
          <Table.Tr key={trace.traceId}>
            <Table.Td className={ui.text["ellip"]}>
              <Link className={ui.table["rowLink"]} to="/traces/$id" params={{ id: trace.traceId }}>
                {trace.rootName}
              </Link>{" "}
              <span className={ui.text["dim"]}>
                {trace.rootService} <Time at={Number(BigInt(trace.startNs) / 1_000_000n)} exact />
              </span>
            </Table.Td>
            <Table.Td className={ui.table["num"]}>
              {trace.errorCount === 0 ? "–" : formatCount(trace.errorCount)}
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatDuration(Number(trace.durationNs) / 1e6)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
