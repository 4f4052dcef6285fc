// The errors page without a group: filters that match nothing, or no captured error yet.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { useLate } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";

const snippet = `import { captureError } from "telltale";

try {
  await charge(order);
} catch (error) {
  captureError(error, { attributes: { "order.id": order.id } });
}`;

export interface NoErrorsProps {
  readonly filtered: boolean;
  /** Whether the store knows what there was before the range. */
  readonly areNewKnown: boolean;
}

export function NoErrors({ filtered, areNewKnown }: NoErrorsProps): JSX.Element {
  const late = useLate(["spans", "logs"], useScope().service);
  if (late !== undefined) return <LateEmpty late={late} things="errors" />;
  if (!areNewKnown) {
    return (
      <EmptyState
        inline
        title="New errors are not known yet"
        why="A group is new when it was first seen in the range, and the store has at least a day of telemetry from before the range."
        actions={
          <Link className={ui.button["button"]} to="/errors" search={{}}>
            Show all
          </Link>
        }
      />
    );
  }
  if (filtered) {
    return (
      <EmptyState
        inline
        title="No errors match these filters"
        actions={
          <>
            <Link className={ui.button["button"]} to="/errors" search={{}}>
              Show all
            </Link>
            <ScopeWideners />
          </>
        }
      />
    );
  }
  return (
    <EmptyState
      title="No errors in this range"
      guide="errors"
      why="Uncaught errors appear here automatically. Record the ones that you catch with captureError; exceptions on spans of other OpenTelemetry SDKs count as well."
      actions={<ScopeWideners />}
      snippet={<Snippet code={snippet} />}
    />
  );
}
