import { Table } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Channel } from "contract";
import type { JSX } from "react";

import { toProblem } from "../../../data/api-error.ts";
import { testChannel } from "../../../data/alerts.ts";
import { formatCount } from "../../../lib/format.ts";
import { none } from "../../../lib/locale.ts";
import { classes } from "../../../ui/classes.ts";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { Delivery } from "../one/delivery-log.tsx";
import { Labels } from "../parts/labels.tsx";
import css from "./channels.module.css";

export const columns = [
  ["Channel", ui.table["name"]],
  ["Alerts with", classes(ui.table["name"], css["labels"], ui.screen["hideNarrow"])],
  ["Last delivery", classes(ui.table["name"], ui.screen["hidePhone"])],
  ["Waiting", classes(ui.table["num"], ui.screen["hidePhone"])],
  ["Failed", ui.table["num"]],
  ["", undefined],
] as const;

export function ChannelsTable({
  channels,
  mayChange,
}: {
  readonly channels: readonly Channel[];
  readonly mayChange: boolean;
}): JSX.Element {
  return (
    <Table aria-label="Channels" className={classes(ui.table["still"], css["channels"])}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(([name, className]) => (
            <Table.Th key={name} className={className} aria-label={name === "" ? "Actions" : undefined}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {channels.map((channel) => (
          <Row key={channel.name} channel={channel} mayChange={mayChange} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({
  channel: { name, kind, target, match, secrets, problem, waiting, dead, lastDelivery },
  mayChange,
}: {
  readonly channel: Channel;
  readonly mayChange: boolean;
}): JSX.Element {
  const about = [kind, target, ...secrets].filter((text) => text !== "");
  return (
    <Table.Tr>
      <Table.Td className={ui.table["name"]} title={name}>
        <b className={ui.text["strong"]}>{name}</b>
        <span className={css["second"]}>
          {problem === "" ? about.join(" · ") : <Status kind="error">{problem}</Status>}
        </span>
      </Table.Td>
      <Table.Td className={classes(ui.table["name"], css["labels"], ui.screen["hideNarrow"])}>
        {Object.keys(match).length === 0 ? (
          <span className={ui.text["dim"]}>all</span>
        ) : (
          <Labels labels={match} />
        )}
      </Table.Td>
      <Table.Td className={classes(ui.table["name"], ui.screen["hidePhone"])}>
        {lastDelivery === null ? (
          <span className={ui.text["dim"]}>none yet</span>
        ) : (
          <>
            <Delivery delivery={lastDelivery} />
            <span className={css["second"]}>
              <Time at={lastDelivery.time} />
            </span>
          </>
        )}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])}>
        {waiting === 0 ? none : formatCount(waiting)}
      </Table.Td>
      <Table.Td
        className={classes(ui.table["num"], dead > 0 && ui.text["bad"])}
        title="Messages that failed for good within seven days"
      >
        {dead === 0 ? none : formatCount(dead)}
      </Table.Td>
      <Table.Td className={ui.table["num"]}>{mayChange && <TestButton name={name} />}</Table.Td>
    </Table.Tr>
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
