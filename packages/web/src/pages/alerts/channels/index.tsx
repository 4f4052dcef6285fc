// Channels: where messages are sent, what waits or failed, a test, and the log of deliveries.
import type { JSX } from "react";

import { useApi, useApiPages } from "../../../data/use-api.ts";
import { ListSkeleton } from "../../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../../ui/list/more-rows.ts";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { ui } from "../../../ui/styles.ts";
import { AlertsNav } from "../parts/alerts-nav.tsx";
import { useAlertRange } from "../parts/use-alert-range.ts";
import { AllowNotifications } from "./allow-notifications.tsx";
import { ChannelsTable, columnsOf } from "./channels-table.tsx";
import { deliveryColumns, DeliveriesTable } from "./deliveries-table.tsx";

export function ChannelsPage(): JSX.Element {
  const query = useApi("/api/channels", {}, { everyMs: 10_000 });
  return (
    <>
      <PageHead title="Channels" sub="where messages about alerts are sent; secrets are never shown" />
      <AlertsNav />
      <QueryView query={query} skeleton={<ListSkeleton columns={columnsOf(false)} rows={4} />}>
        {({ channels, mayChange }) => (
          <>
            <ChannelsTable channels={channels} mayChange={mayChange} />
            {channels.some(({ kind }) => kind === "browser") && <AllowNotifications />}
          </>
        )}
      </QueryView>
      {query.data !== undefined && query.data.channels.length > 0 && <Deliveries />}
    </>
  );
}

function Deliveries(): JSX.Element {
  const range = useAlertRange();
  const query = useApiPages("/api/deliveries", { query: { ...range, limit: 50 } }, { everyMs: 10_000 });
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Deliveries</h2>
        <span className={ui.text["dim"]}>each attempt, the latest first</span>
      </header>
      <QueryView inline query={query} skeleton={<ListSkeleton columns={deliveryColumns} rows={5} />}>
        {({ pages }) => (
          <DeliveriesTable
            deliveries={pages.flatMap(({ items }) => items)}
            more={moreRows(query, ({ items }) => items)}
          />
        )}
      </QueryView>
    </section>
  );
}
