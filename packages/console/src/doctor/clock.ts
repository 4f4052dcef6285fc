// The clock of the console, compared with the one of this machine.
import { durationText } from "catalog/duration";
import { fail, type Finding, ok, warn } from "./finding.ts";

/** Less is within what the header `date` and the way of the request leave open. */
const noticedMs = 5_000;
const tooMuchMs = 60_000;

/** @param date the header of the answer to a request that was sent and answered at these times, Unix ms. It has whole seconds. */
export function clockFinding(date: string | null, sentMs: number, receivedMs: number): Finding {
  const name = "clock";
  const consoleMs = Date.parse(date ?? "") + 500;
  if (Number.isNaN(consoleMs))
    return warn(name, "The console does not report its time.", "Compare the clocks of both machines.");
  const skewMs = consoleMs - (sentMs + receivedMs) / 2;
  const skew = Math.abs(skewMs);
  if (skew < noticedMs) return ok(name, "the console and this machine agree within 5 s");
  const message = `The console's clock is ${durationText(Math.round(skew / 1000) * 1000)} ${skewMs > 0 ? "ahead of" : "behind"} this machine's.`;
  const fix = "Synchronize both clocks (NTP): otherwise new data appears at the wrong time, or not at all.";
  return skew < tooMuchMs ? warn(name, message, fix) : fail(name, message, fix);
}
