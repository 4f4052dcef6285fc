// What the tail does. While it is paused, records that arrive are counted and not kept.
import type { LogHistogramQuery } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { setPaused } from "../../state/live.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import css from "./tail-state.module.css";
import type { Tail } from "./use-tail.ts";

export function TailState({
  tail: { state, shownNs },
  conditions,
}: {
  readonly tail: Tail;
  readonly conditions: LogHistogramQuery;
}): JSX.Element | null {
  const isPaused = state === "paused" || state === "reading";
  const arrived = useApi(
    "/api/logs/histogram",
    { query: { ...conditions, from: justAfter(shownNs), to: "now" } },
    {
      enabled: isPaused && shownNs !== "",
      refresh: "always",
      everyMs: 2000,
      part: "the number of new records",
    },
  );
  if (state === "still") return null;
  if (state === "live") return <span>Live · space pauses</span>;
  const waiting = isPaused && shownNs !== "" ? countOf(arrived.data?.buckets ?? []) : 0;
  return (
    <span className={css["tail"]} role="status">
      {state === "paused" ? "Paused" : "Paused while you read"}
      <button type="button" className={classes(ui.button["quiet"], css["resume"])} onClick={resume}>
        {waiting === 0 ? "Continue" : `Show ${formatCount(waiting)} new`}
      </button>
    </span>
  );
}

function resume(): void {
  setPaused(false);
  scrollTo({ top: 0 });
}

function countOf(buckets: readonly { readonly counts: Readonly<Record<string, number>> }[]): number {
  return buckets.reduce(
    (all, { counts }) => all + Object.values(counts).reduce((sum, one) => sum + one, 0),
    0,
  );
}

/** The time after a record, with nanoseconds. */
function justAfter(ns: string): string {
  if (ns === "") return "-1m";
  const after = BigInt(ns) + 1n;
  const second = new Date(Number(after / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${second}.${String(after % 1_000_000_000n).padStart(9, "0")}Z`;
}
