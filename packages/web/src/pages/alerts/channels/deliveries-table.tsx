import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AlertDelivery } from "contract";
import type { JSX } from "react";

import { classes } from "../../../ui/classes.ts";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { useRowKeys } from "../../../ui/use-row-keys.ts";
import { VirtualRows } from "../../../ui/virtual-rows.tsx";
import { Delivery } from "../one/delivery-log.tsx";
import css from "./channels.module.css";

/** Attempts to deliver, a row each. A row leads to the alerts of its rule. */
export function DeliveriesTable({
  deliveries,
  ...more
}: {
  readonly deliveries: readonly AlertDelivery[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}): JSX.Element {
  const table = useRowKeys();
  return (
    <Table ref={table} aria-label="Deliveries" className={classes(ui.table["table"], css["deliveries"])}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={css["time"]}>Time</Table.Th>
          <Table.Th className={css["rule"]}>Alert</Table.Th>
          <Table.Th className={ui.screen["hidePhone"]}>Delivery</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <VirtualRows
        rows={deliveries}
        rowHeight={32}
        keyOf={({ noticeId, channel, attempt, time }) => `${noticeId} ${channel} ${attempt} ${time}`}
        {...more}
      >
        {(delivery, index, measure) => (
          <Table.Tr
            key={`${delivery.noticeId} ${delivery.channel} ${delivery.attempt} ${delivery.time}`}
            ref={measure}
            data-index={index}
          >
            <Table.Td className={ui.text["soft"]}>
              <Time at={delivery.time} />
            </Table.Td>
            <Table.Td title={delivery.rule}>
              <Link className={ui.table["rowLink"]} to="/alerts" search={{ rule: delivery.rule }}>
                {delivery.rule === "" ? "test" : delivery.rule}
              </Link>
              <span className={css["short"]}>
                <Delivery delivery={delivery} />
              </span>
            </Table.Td>
            <Table.Td className={ui.screen["hidePhone"]}>
              <Delivery delivery={delivery} />
            </Table.Td>
          </Table.Tr>
        )}
      </VirtualRows>
    </Table>
  );
}
