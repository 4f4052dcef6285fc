import type { JSX } from "react";

import { exactTime, exactTimeNs, formatTime, formatTimeMs, nsToMs } from "../lib/time.ts";

/** A time in the viewer's zone; the tooltip has the exact time in UTC. `exact` also shows milliseconds. */
export function Time({
  at,
  ns,
  exact = false,
}: {
  readonly at?: string | number;
  readonly ns?: string;
  readonly exact?: boolean;
}): JSX.Element {
  const ms = ns === undefined ? (at ?? Number.NaN) : nsToMs(ns);
  const full = ns === undefined ? exactTime(ms) : exactTimeNs(ns);
  return (
    <time dateTime={full} title={full}>
      {exact ? formatTimeMs(ms) : formatTime(ms)}
    </time>
  );
}
