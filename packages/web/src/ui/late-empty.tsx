// The empty state of a list whose data is late: whether there was anything is not known.
import type { JSX } from "react";

import { describeLate, type Late } from "../lib/completeness.ts";
import { EmptyState, ScopeWideners } from "./empty-state.tsx";

export function LateEmpty({ late, things }: { readonly late: Late; readonly things: string }): JSX.Element {
  return (
    <EmptyState
      inline
      title={`No ${things} received in this range`}
      why={`Whether there were any is unknown: ${describeLate(late)}.`}
      actions={<ScopeWideners />}
    />
  );
}
