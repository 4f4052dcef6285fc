// The page without a finding: what the detectors have not judged, conditions that match nothing, or nothing found.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { ui } from "../../ui/styles.ts";

export function NoBottlenecks({
  filtered,
  isKnown,
}: {
  readonly filtered: boolean;
  /** The detectors have judged the range. */
  readonly isKnown: boolean;
}): JSX.Element {
  const actions = (
    <>
      {filtered && (
        <Link className={ui.button["button"]} to="/bottlenecks" search={{}}>
          Show all kinds
        </Link>
      )}
      <ScopeWideners />
    </>
  );
  if (!isKnown)
    return (
      <EmptyState
        title="Bottlenecks of this range are not known"
        why="The detectors have not judged all of it, or did not answer. What they find appears here."
        actions={actions}
      />
    );
  if (filtered) return <EmptyState inline title="No bottlenecks of this kind" actions={actions} />;
  return (
    <EmptyState
      title="No bottlenecks in this range"
      why="Each trace is checked for repeated queries and calls, serial calls and large payloads about ten seconds after its last span arrived. Slow statements, growth and slower versions are found five minutes after each third of an hour: choose a range of an hour or more. Spans of databases need db.system.name and db.query.text, spans of HTTP calls their method and address."
      actions={actions}
    />
  );
}
