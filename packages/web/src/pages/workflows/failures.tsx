// Failed calls of event handlers by state, event, handler and error, with ways to the error group, the logs and the trace.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { WorkflowFailure } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./failures.module.css";

const head = ["Event", "Handler", "Error", "Count", "Last seen"];

export interface FailuresProps {
  readonly type: string;
  /** Only those of one instance, in its time instead of the range of the page. */
  readonly of?: { readonly id: string; readonly from: string; readonly to: string };
}

export function Failures({ type, of }: FailuresProps): JSX.Element {
  const { rangeQuery, query: scope } = useScope();
  const query = useApi("/api/workflow-failures", {
    query: of === undefined ? { ...rangeQuery, service: scope.service, type } : { ...of, type },
  });
  return (
    <section className={ui.section["section"]} aria-label="Handler failures">
      <header>
        <h2>Handler failures</h2>
        <span className={ui.text["dim"]}>
          from stored traces; a failed handler stops neither the event nor other handlers
        </span>
      </header>
      <QueryView query={query} skeleton={<SkeletonTable head={head} rows={2} />} inline>
        {({ failures, truncated }) =>
          failures.length === 0 ? (
            <p className={classes(ui.text["dim"], css["none"])}>
              {of === undefined ? "No handler failed in this range." : "No handler failed."}
            </p>
          ) : (
            <>
              <FailuresTable failures={failures} type={type} />
              <AndMore
                truncated={truncated}
                things="failures"
                by="calls"
                fix="Choose a service, or a shorter time range."
              />
            </>
          )
        }
      </QueryView>
    </section>
  );
}

function FailuresTable({
  failures,
  type,
}: {
  readonly failures: readonly WorkflowFailure[];
  readonly type: string;
}): JSX.Element {
  const num = ui.table["num"];
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={ui.table["still"]} aria-label="Handler failures">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Event</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>State</Table.Th>
            <Table.Th>Handler</Table.Th>
            <Table.Th>Error</Table.Th>
            <Table.Th className={num}>Count</Table.Th>
            <Table.Th className={classes(num, ui.screen["hidePhone"])}>Instances</Table.Th>
            <Table.Th className={ui.screen["hideNarrow"]}>Service</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Last seen</Table.Th>
            <Table.Th>Latest</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {failures.map((failure) => (
            <Row
              key={JSON.stringify([failure.event, failure.state, failure.handler, failure.errorType])}
              {...{ failure, type }}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ failure, type }: { readonly failure: WorkflowFailure; readonly type: string }): JSX.Element {
  const { event, state, handler, errorType, message, count, instances, lastNs, id, service } = failure;
  const { traceId, spanId, fingerprint } = failure;
  const num = ui.table["num"];
  return (
    <Table.Tr>
      <Table.Td>{event}</Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>{state}</Table.Td>
      <Table.Td>{handler}</Table.Td>
      <Table.Td className={css["error"]} title={message}>
        <b className={ui.text["bad"]}>{errorType}</b> <span className={ui.text["soft"]}>{message}</span>
      </Table.Td>
      <Table.Td className={num}>{formatCount(count)}</Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatCount(instances)}</Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>
        <ServiceName name={service} />
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <Time ns={lastNs} />
      </Table.Td>
      <Table.Td className={css["ways"]}>
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
      </Table.Td>
    </Table.Tr>
  );
}
