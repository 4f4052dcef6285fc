// Attempts to deliver, a row each. A row leads to the alerts of its rule.
import { linkOptions } from "@tanstack/react-router";
import type { AlertDelivery } from "contract";
import type { JSX } from "react";

import { EmptyState } from "../../../ui/empty-state.tsx";
import type { Column } from "../../../ui/list/column.ts";
import { List } from "../../../ui/list/list.tsx";
import type { MoreRows } from "../../../ui/list/more-rows.ts";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { Delivery } from "../one/delivery-log.tsx";
import css from "./channels.module.css";

export const deliveryColumns: readonly Column<AlertDelivery>[] = [
  {
    label: "Time",
    className: css["time"],
    cellClass: ui.text["soft"],
    cell: ({ time }) => <Time at={time} />,
    csv: ({ time }) => time,
  },
  {
    label: "Alert",
    className: css["rule"],
    title: ({ rule }) => rule,
    link: ({ rule }) => linkOptions({ to: "/alerts", search: { rule } }),
    cell: ({ rule }) => (rule === "" ? "test" : rule),
    below: (delivery) => (
      <span className={css["short"]}>
        <Delivery delivery={delivery} />
      </span>
    ),
    csv: ({ rule }) => rule,
  },
  {
    label: "Delivery",
    hide: "phone",
    cell: (delivery) => <Delivery delivery={delivery} />,
    csv: {
      Channel: ({ channel }) => channel,
      Attempt: ({ attempt }) => attempt,
      Outcome: ({ outcome }) => outcome,
      Status: ({ status }) => status,
      "Duration (ms)": ({ ms }) => ms,
      Error: ({ error }) => error,
    },
  },
];

export function DeliveriesTable({
  deliveries,
  more,
}: {
  readonly deliveries: readonly AlertDelivery[];
  readonly more: MoreRows<AlertDelivery>;
}): JSX.Element {
  return (
    <List
      label="Deliveries"
      className={css["deliveries"]}
      columns={deliveryColumns}
      rows={deliveries}
      keyOf={({ noticeId, channel, attempt, time }) => `${noticeId} ${channel} ${attempt} ${time}`}
      empty={<EmptyState inline title="No deliveries in this range" />}
      more={more}
    />
  );
}
