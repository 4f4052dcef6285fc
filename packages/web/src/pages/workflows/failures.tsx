// Failed calls of event handlers by state, event, handler and error, with ways to the error group, the logs and the trace.
import { Link } from "@tanstack/react-router";
import { type WorkflowFailure, writeCondition } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { appliesTo } from "../../state/filter-signal.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { LeftConditions } from "../../ui/left-conditions.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./failures.module.css";

export interface FailuresProps {
  readonly type: string;
  /** Only those of one instance, in its time instead of the range of the page. */
  readonly of?: { readonly id: string; readonly from: string; readonly to: string };
}

export function Failures({ type, of }: FailuresProps): JSX.Element {
  const { rangeQuery, service, filters } = useScope();
  const query = useApi("/api/workflow-failures", {
    query: of === undefined ? { ...rangeQuery, service, type } : { ...of, type },
  });
  return (
    <section className={ui.section["section"]} aria-label="Handler failures">
      <header>
        <h2>Handler failures</h2>
        <span className={ui.text["dim"]}>
          from stored traces; a failed handler stops neither the event nor other handlers
        </span>
      </header>
      {of === undefined && (
        <LeftConditions left={filters.filter((one) => appliesTo("steps", one))} of="failures of handlers">
          <Link
            to="/traces"
            search={{
              filter: [
                ...filters,
                writeCondition({ key: "telltale.workflow.type", operator: "=", value: type }),
                "telltale.handler.outcome=failed",
              ],
            }}
            className={ui.text["link"]}
          >
            Show traces
          </Link>
        </LeftConditions>
      )}
      <QueryView query={query} skeleton={<ListSkeleton columns={columnsOf(type)} rows={2} />} inline>
        {({ failures, truncated }) => (
          <>
            <List
              label="Handler failures"
              truncated={truncated}
              columns={columnsOf(type)}
              rows={failures}
              keyOf={({ event, state, handler, errorType }) =>
                JSON.stringify([event, state, handler, errorType])
              }
              empty={
                <p className={classes(ui.text["dim"], css["none"])}>
                  {of === undefined ? "No handler failed in this range." : "No handler failed."}
                </p>
              }
            />
            <AndMore
              truncated={truncated}
              things="failures"
              by="calls"
              fix="Choose a service, or a shorter time range."
            />
          </>
        )}
      </QueryView>
    </section>
  );
}

const columnsOf = (type: string): readonly Column<WorkflowFailure>[] => [
  { label: "Event", cell: ({ event }) => event, csv: ({ event }) => event },
  { label: "State", hide: "phone", cell: ({ state }) => state, csv: ({ state }) => state },
  { label: "Handler", cell: ({ handler }) => handler, csv: ({ handler }) => handler },
  {
    label: "Error",
    cellClass: css["error"],
    title: ({ message }) => message,
    cell: ({ errorType, message }) => (
      <>
        <b className={ui.text["bad"]}>{errorType}</b> <span className={ui.text["soft"]}>{message}</span>
      </>
    ),
    csv: { Error: ({ errorType }) => errorType, Message: ({ message }) => message },
  },
  { label: "Count", isFigure: true, cell: ({ count }) => formatCount(count), csv: ({ count }) => count },
  {
    label: "Instances",
    isFigure: true,
    hide: "phone",
    cell: ({ instances }) => formatCount(instances),
    csv: ({ instances }) => instances,
  },
  {
    label: "Service",
    hide: "narrow",
    cell: ({ service }) => <ServiceName name={service} />,
    csv: ({ service }) => service,
  },
  {
    label: "Last seen",
    hide: "phone",
    cell: ({ lastNs }) => <Time ns={lastNs} />,
    csv: ({ lastNs }) => exactTimeNs(lastNs),
  },
  {
    label: "Latest",
    cellClass: css["ways"],
    cell: (failure) => <Ways failure={failure} type={type} />,
    csv: { "Latest instance": ({ id }) => id, "Latest trace": ({ traceId }) => traceId },
  },
];

function Ways({
  failure: { id, fingerprint, traceId, spanId },
  type,
}: {
  readonly failure: WorkflowFailure;
  readonly type: string;
}): JSX.Element {
  return (
    <>
      {id !== "" && (
        <Link className={ui.text["link"]} to="/workflows/$type/$id" params={{ type, id }} title={id}>
          Instance
        </Link>
      )}
      {fingerprint !== "" && (
        <Link className={ui.text["link"]} to="/errors/$fingerprint" params={{ fingerprint }}>
          Error
        </Link>
      )}
      <Link className={ui.text["link"]} to="/traces/$id" params={{ id: traceId }} search={{ span: spanId }}>
        Trace
      </Link>
      <Link className={ui.text["link"]} to="/logs" search={{ trace: traceId }}>
        Logs
      </Link>
    </>
  );
}
