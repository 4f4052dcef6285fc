// What happened in the traces of people who dropped at a step: errors, slower operations, and the traces.
import { linkOptions } from "@tanstack/react-router";
import type { FunnelDroppedResult, TraceSummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Column, RowLink } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./dropped.module.css";
import type { StepsQuery } from "./use-steps-query.ts";

const mostTraces = 8;

export interface DroppedCausesProps {
  readonly funnel: string;
  readonly step: string;
  readonly query: StepsQuery;
}

export function DroppedCauses({ funnel, step, query: asked }: DroppedCausesProps): JSX.Element {
  const query = useApi("/api/funnels/:name/dropped", {
    params: { name: funnel },
    query: { ...asked, step },
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
      <QueryView query={query} inline skeleton={<ListSkeleton columns={differenceColumns} rows={4} />}>
        {(result) => <Causes result={result} />}
      </QueryView>
    </section>
  );
}

/** Nothing is stored of the traces of people who left. */
const hasNothing = ({ errors, operations, traces }: FunnelDroppedResult): boolean =>
  errors.length + operations.length + traces.length === 0;

function Causes({ result }: { readonly result: FunnelDroppedResult }): JSX.Element {
  const { traces, compared } = result;
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
      <List
        label="Causes"
        columns={differenceColumns}
        rows={toDifferences(result)}
        keyOf={({ key }) => key}
        empty={
          <EmptyState
            inline
            title="No error or slow span explains it"
            why={`The ${compared.dropped} traces of people who left have the same errors and durations as the others.`}
          />
        }
      />
      <List
        label="Sample traces"
        columns={traceColumns}
        rows={traces}
        shown={mostTraces}
        keyOf={({ traceId }) => traceId}
      />
    </div>
  );
}

/** An error group that people who left had more often, or an operation that was slower for them. */
interface Difference {
  readonly key: string;
  readonly name: string;
  readonly about: string;
  readonly title?: string;
  readonly link: RowLink;
  readonly left: string;
  readonly wentOn: string;
}

const toDifferences = ({ errors, operations }: FunnelDroppedResult): Difference[] => [
  ...errors.map(({ fingerprint, type, message, service, dropped, continued }): Difference => ({
    key: `error ${fingerprint}`,
    name: type,
    about: `${service} ${message}`,
    title: message,
    link: linkOptions({ to: "/errors/$fingerprint", params: { fingerprint } }),
    left: `${formatCount(dropped)} traces`,
    wentOn: formatCount(continued),
  })),
  ...operations.map(({ service, name, droppedMs, continuedMs }): Difference => ({
    key: `span ${service} ${name}`,
    name,
    about: `${service}, median`,
    link: linkOptions({ to: "/traces", search: { service, name, order: "slowest" } }),
    left: formatDuration(droppedMs),
    wentOn: formatDuration(continuedMs),
  })),
];

const differenceColumns: readonly Column<Difference>[] = [
  {
    label: "Error or operation",
    cellClass: ui.text["ellip"],
    title: ({ title }) => title,
    link: ({ link }) => link,
    cell: ({ name }) => name,
    below: ({ about }) => <span className={ui.text["dim"]}> {about}</span>,
    csv: ({ name }) => name,
  },
  { label: "Left", isFigure: true, cell: ({ left }) => left, csv: ({ left }) => left },
  { label: "Went on", isFigure: true, cell: ({ wentOn }) => wentOn, csv: ({ wentOn }) => wentOn },
];

const traceColumns: readonly Column<TraceSummary>[] = [
  {
    label: "Sample trace",
    cellClass: ui.text["ellip"],
    title: ({ rootName, rootService }) => `${rootService} ${rootName}`,
    link: ({ traceId }) => linkOptions({ to: "/traces/$id", params: { id: traceId } }),
    cell: ({ rootName }) => rootName,
    below: ({ rootService, startNs }) => (
      <span className={ui.text["dim"]}>
        {" "}
        {rootService} <Time ns={startNs} exact />
      </span>
    ),
    csv: ({ rootName }) => rootName,
  },
  {
    label: "Errors",
    isFigure: true,
    cell: ({ errorCount }) => (errorCount === 0 ? none : formatCount(errorCount)),
    csv: ({ errorCount }) => errorCount,
  },
  {
    label: "Duration",
    isFigure: true,
    cell: ({ durationNs }) => formatDuration(Number(durationNs) / 1e6),
    csv: { "Duration (ms)": ({ durationNs }) => Number(durationNs) / 1e6 },
  },
];
