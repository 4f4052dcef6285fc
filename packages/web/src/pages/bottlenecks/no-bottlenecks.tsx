// The page without a finding: conditions that match nothing, or nothing found.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { ui } from "../../ui/styles.ts";

export function NoBottlenecks({ filtered }: { readonly filtered: boolean }): JSX.Element {
  if (filtered)
    return (
      <EmptyState
        inline
        title="No bottlenecks of this kind"
        actions={
          <>
            <Link className={ui.button["button"]} to="/bottlenecks" search={{}}>
              Show all kinds
            </Link>
            <ScopeWideners />
          </>
        }
      />
    );
  return (
    <EmptyState
      title="No bottlenecks in this range"
      why="Each trace is checked for repeated queries and calls, serial calls and large payloads about ten seconds after its last span arrived. Slow statements, growth and slower versions are found five minutes after each third of an hour: choose a range of an hour or more. Spans of databases need db.system.name and db.query.text, spans of HTTP calls their method and address."
      actions={<ScopeWideners />}
    />
  );
}
