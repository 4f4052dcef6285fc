// What differs between the transactions that failed or were abandoned and all others of the type.
import { useNavigate } from "@tanstack/react-router";
import type { TransactionTypeSummary } from "contract";
import type { JSX } from "react";

import { useScope } from "../../state/scope.ts";
import { WhatDiffers } from "../../ui/what-differs/what-differs.tsx";

export interface LostDiffersProps {
  readonly summary: TransactionTypeSummary;
  /** The outcome that the list is filtered by. */
  readonly outcome: string | undefined;
}

/** Compares the failed ones, or the abandoned ones when the list shows these or none failed. */
export function LostDiffers({ summary, outcome }: LostDiffersProps): JSX.Element | null {
  const { query } = useScope();
  const navigate = useNavigate();
  const { failed, abandoned } = summary.current;
  if (failed + abandoned === 0) return null;
  const compared = outcome === "abandoned" || (failed === 0 && outcome !== "failed") ? "abandoned" : "failed";
  return (
    <WhatDiffers
      query={{ ...query, of: "transactions", type: summary.type, outcome: compared }}
      title={compared === "failed" ? "What differs when they fail" : "What differs when they are abandoned"}
      selectionLabel={compared}
      restLabel={compared === "failed" ? "did not fail" : "were not abandoned"}
      filterLabel="Traces with"
      onFilter={(filter) => void navigate({ to: "/traces", search: { filter: [...filter] } })}
    />
  );
}
