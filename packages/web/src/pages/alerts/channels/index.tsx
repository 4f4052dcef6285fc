// Channels: where messages are sent, what waits or failed, a test, and the log of deliveries.
import { useCallback, type JSX } from "react";

import { useApi, useApiPages } from "../../../data/use-api.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonTable } from "../../../ui/skeleton.tsx";
import { Snippet } from "../../../ui/snippet.tsx";
import { ui } from "../../../ui/styles.ts";
import { AlertsNav } from "../parts/alerts-nav.tsx";
import { useAlertRange } from "../parts/use-alert-range.ts";
import { AllowNotifications } from "./allow-notifications.tsx";
import { ChannelsTable, columns } from "./channels-table.tsx";
import { DeliveriesTable } from "./deliveries-table.tsx";

export function ChannelsPage(): JSX.Element {
  const query = useApi("/api/channels", {}, { everyMs: 10_000 });
  return (
    <>
      <PageHead title="Channels" sub="where messages about alerts are sent; secrets are never shown" />
      <AlertsNav />
      <QueryView query={query} skeleton={<SkeletonTable head={columns} rows={4} />}>
        {({ channels, mayChange }) =>
          channels.length === 0 ? (
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
          ) : (
            <>
              <ChannelsTable channels={channels} mayChange={mayChange} />
              {channels.some(({ kind }) => kind === "browser") && <AllowNotifications />}
            </>
          )
        }
      </QueryView>
      {query.data !== undefined && query.data.channels.length > 0 && <Deliveries />}
    </>
  );
}

function Deliveries(): JSX.Element {
  const range = useAlertRange();
  const query = useApiPages("/api/deliveries", { query: { ...range, limit: 50 } }, { everyMs: 10_000 });
  const { fetchNextPage } = query;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Deliveries</h2>
        <span className={ui.text["dim"]}>each attempt, the latest first</span>
      </header>
      <QueryView
        inline
        query={query}
        skeleton={<SkeletonTable head={["Time", "Alert", "Delivery"]} rows={5} />}
      >
        {({ pages }) => {
          const deliveries = pages.flatMap(({ items }) => items);
          return deliveries.length === 0 ? (
            <EmptyState inline title="No deliveries in this range" />
          ) : (
            <DeliveriesTable
              deliveries={deliveries}
              hasMore={query.hasNextPage}
              isLoadingMore={query.isFetchingNextPage}
              onMore={onMore}
            />
          );
        }}
      </QueryView>
    </section>
  );
}
