// The record of the address when the list does not have it: an older one, one of another filter, or a neighbour.
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { LogDetail } from "./log-detail.tsx";
import css from "./pinned-record.module.css";

export function PinnedRecord({ id }: { readonly id: string }): JSX.Element {
  const query = useApi(
    "/api/logs/:id/context",
    { params: { id }, query: { count: 1 } },
    { refresh: "still" },
  );
  return (
    <section className={css["pinned"]} aria-label="Record">
      <QueryView inline query={query} skeleton={<SkeletonBlock height={120} />}>
        {({ record }) => <LogDetail record={record} />}
      </QueryView>
    </section>
  );
}
