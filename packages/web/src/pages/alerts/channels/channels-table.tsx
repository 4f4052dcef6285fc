import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Channel } from "contract";
import type { JSX } from "react";

import { toProblem } from "../../../data/api-error.ts";
import { testChannel } from "../../../data/alerts.ts";
import { formatCount } from "../../../lib/format.ts";
import { none } from "../../../lib/locale.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import type { Column } from "../../../ui/list/column.ts";
import { List } from "../../../ui/list/list.tsx";
import { Snippet } from "../../../ui/snippet.tsx";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { Delivery } from "../one/delivery-log.tsx";
import { Labels } from "../parts/labels.tsx";
import { labelsText } from "../parts/labels-text.ts";
import css from "./channels.module.css";

const columns: readonly Column<Channel>[] = [
  {
    label: "Channel",
    isName: true,
    title: ({ name }) => name,
    cell: ({ name }) => <b className={ui.text["strong"]}>{name}</b>,
    below: ({ kind, target, secrets, problem }) => (
      <span className={css["second"]}>
        {problem === "" ? (
          [kind, target, ...secrets].filter((text) => text !== "").join(" · ")
        ) : (
          <Status kind="error">{problem}</Status>
        )}
      </span>
    ),
    csv: {
      Channel: ({ name }) => name,
      Kind: ({ kind }) => kind,
      Target: ({ target }) => target,
      Problem: ({ problem }) => problem,
    },
  },
  {
    label: "Alerts with",
    isName: true,
    hide: "narrow",
    className: css["labels"],
    cell: ({ match }) =>
      Object.keys(match).length === 0 ? (
        <span className={ui.text["dim"]}>all</span>
      ) : (
        <Labels labels={match} />
      ),
    csv: ({ match }) => labelsText(match),
  },
  {
    label: "Last delivery",
    isName: true,
    hide: "phone",
    cell: ({ lastDelivery }) =>
      lastDelivery === null ? (
        <span className={ui.text["dim"]}>none yet</span>
      ) : (
        <>
          <Delivery delivery={lastDelivery} />
          <span className={css["second"]}>
            <Time at={lastDelivery.time} />
          </span>
        </>
      ),
    csv: {
      "Last delivery": ({ lastDelivery }) => lastDelivery?.time,
      "Last outcome": ({ lastDelivery }) => lastDelivery?.outcome,
    },
  },
  {
    label: "Waiting",
    isFigure: true,
    hide: "phone",
    cell: ({ waiting }) => (waiting === 0 ? none : formatCount(waiting)),
    csv: ({ waiting }) => waiting,
  },
  {
    label: "Failed",
    isFigure: true,
    title: () => "Messages that failed for good within seven days",
    cellClass: ({ dead }) => (dead > 0 ? ui.text["bad"] : undefined),
    cell: ({ dead }) => (dead === 0 ? none : formatCount(dead)),
    csv: ({ dead }) => dead,
  },
];

/** Whoever may not change alerts has no buttons to test them. */
export const columnsOf = (mayChange: boolean): readonly Column<Channel>[] => [
  ...columns,
  {
    label: "Actions",
    isQuiet: true,
    isFigure: true,
    cell: ({ name }) => mayChange && <TestButton name={name} />,
  },
];

export function ChannelsTable({
  channels,
  mayChange,
}: {
  readonly channels: readonly Channel[];
  readonly mayChange: boolean;
}): JSX.Element {
  return (
    <List
      label="Channels"
      isOfNow
      className={css["channels"]}
      columns={columnsOf(mayChange)}
      rows={channels}
      keyOf={({ name }) => name}
      empty={
        <EmptyState
          title="No channels yet"
          guide="alert-channels"
          why="Without a channel alerts are shown here only. Channels are part of the console's configuration; secrets come from the environment or a file."
          snippet={
            <Snippet
              code="npx telltale-console --alert-rules alerts --alert-channels channels.yaml"
              what="the command"
            />
          }
        />
      }
    />
  );
}

/** Sends a test message and shows what the channel answered. */
function TestButton({ name }: { readonly name: string }): JSX.Element {
  const client = useQueryClient();
  const testing = useMutation({
    mutationFn: async () => testChannel(name),
    onSuccess: async () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => /^\/api\/(channels|deliveries)/.test(String(queryKey[0])),
      }),
  });
  const { data } = testing;
  return (
    <span className={css["test"]} role="status">
      {testing.isError && <Status kind="error">{toProblem(testing.error).message}</Status>}
      {data !== undefined && (
        <Status kind={data.outcome === "sent" ? "ok" : "error"}>
          {data.outcome === "sent" ? `test answered ${data.status ?? "ok"}` : `test failed: ${data.error}`}
        </Status>
      )}
      <button
        type="button"
        className={ui.button["button"]}
        aria-label={`Test ${name}`}
        disabled={testing.isPending}
        onClick={() => testing.mutate()}
      >
        {testing.isPending ? "Testing" : "Test"}
      </button>
    </span>
  );
}
