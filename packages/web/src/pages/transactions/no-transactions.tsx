// A type without transactions in the range: no figures, and where its last ones are.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { nsToMs } from "../../lib/time.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { appliesTo } from "../../state/filter-signal.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";

const hourMs = 3_600_000;

/** Says when the last one of the environment began within 30 days, with a button to its range. */
export function NoTransactions({ type }: { readonly type: string }): JSX.Element {
  const { setRange } = useScopeChanges();
  const { environment, service, filter } = useScope().stepQuery;
  // whom conditions on people choose depends on the range, and reading a month for them is much
  const choosesPeople = filter?.some((one) => !appliesTo("records", one)) === true;
  const query = useApi(
    "/api/transactions/:type",
    { params: { type }, query: { from: "-30d", environment, service, filter, limit: 1, sample: "few" } },
    { refresh: "still", part: "the last transaction", enabled: !choosesPeople },
  );
  const last = query.isPlaceholderData ? undefined : query.data?.items[0];
  const lastMs = last && nsToMs(last.startNs);
  return (
    <EmptyState
      title={`No transactions of type ${type} in this range`}
      why={
        lastMs === undefined ? (
          filter === undefined && service === undefined ? (
            "Check the name of the type, or choose a longer range."
          ) : (
            "None meets the conditions. Remove one, or choose a longer range."
          )
        ) : (
          <>
            The last one began at <Time at={lastMs} />.
          </>
        )
      }
      actions={
        <>
          {lastMs !== undefined && (
            <button
              type="button"
              className={ui.button["button"]}
              onClick={() => setRange(fixedRange(lastMs - hourMs, lastMs + hourMs))}
            >
              Show the last ones
            </button>
          )}
          <ScopeWideners />
          <Link className={ui.button["quiet"]} to="/transactions">
            All types
          </Link>
        </>
      }
    />
  );
}
