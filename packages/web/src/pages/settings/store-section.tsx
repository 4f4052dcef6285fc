// The store: what it is, how much it holds, and what it is doing.
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { Figures } from "../../ui/figures.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";

export function StoreSection(): JSX.Element {
  const query = useApi("/api/stats", {}, { everyMs: 5000 });
  return (
    <QueryView query={query} skeleton={<SkeletonTable head={["Table", "Rows"]} rows={8} />}>
      {({ store }) => (
        <Figures
          figures={[
            { label: "Engine", value: store.engine },
            { label: "Version", value: store.version },
          ]}
        />
      )}
    </QueryView>
  );
}
