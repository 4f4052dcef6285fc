// The foot of the rail: the ingest rate, its last minute as a line, and rejected records.
import type { Pulse } from "contract";
import type { JSX } from "react";

import { formatCount, formatFixed } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { hasReceived, useLive } from "../../state/live.ts";
import { classes } from "../classes.ts";
import { linePath } from "../spark-path.ts";
import css from "./pulse-foot.module.css";

/** Received spans per second. */
export function PulseFoot(): JSX.Element {
  const pulses = useLive((state) => state.pulses);
  const connection = useLive((state) => state.connection);
  const isReceiving = useLive(hasReceived);
  const rates = smooth(pulses.map((pulse) => pulse.spansPerSecond));
  const quiet = rates.length < 2 || rates.every((rate) => rate === 0);
  return (
    <div className={classes(css["pulse"], quiet && css["quiet"])} aria-label="Received spans">
      <b>{formatRatePerSecond(rates.at(-1))} spans/s</b> received
      <svg viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true">
        <path d={quiet ? "M0 21h100" : linePath(rates, 100, 22)} />
      </svg>
      {connection === "lost" ? "connection lost, retrying" : lossText(pulses, isReceiving)}
    </div>
  );
}

/** Senders batch: each point is the mean of the last ten seconds, so that the line shows the flow and not the batches. */
export function smooth(rates: readonly number[]): readonly number[] {
  return rates.map((_, at) => {
    const last = rates.slice(Math.max(0, at - 9), at + 1);
    return last.reduce((all, rate) => all + rate, 0) / last.length;
  });
}

/** `–` before the first pulse. */
function formatRatePerSecond(rate: number | undefined): string {
  if (rate === undefined) return none;
  return rate > 0 && rate < 10 ? formatFixed(rate, 1) : formatCount(Math.round(rate));
}

/** What was rejected since this page was opened, in words. */
function lossText(pulses: readonly Pulse[], isReceiving: boolean): string {
  const last = pulses.at(-1);
  if (last === undefined) return "waiting for the console";
  if (!isReceiving) return "nothing in the last minute";
  const first = pulses[0] ?? last;
  const rejected = Math.max(0, last.rejected - first.rejected);
  const dropped = Math.max(0, last.dropped - first.dropped);
  if (rejected > 0) return `${formatCount(rejected)} rejected in the last minute`;
  return dropped > 0 ? `${formatCount(dropped)} duplicates` : "nothing rejected";
}
