// What is lost for good, said once on standard error for each cause: telemetry that is missing must not look like nothing happened.
// How much is known a moment later, so the line waits for the burst, or the process, to end.
import type { Signal } from "./exporter.ts";
import { isSilent, print } from "../diagnostics/notice.ts";
import { refusalPrinted } from "./receiver-notice.ts";

/** What was lost of one signal for one reason. */
interface Loss {
  readonly noun: string;
  readonly reason: string;
  items: number;
  told: boolean;
}

const waitMs = 1000;
const losses = new Map<string, Loss>();
const nouns: Readonly<Record<Signal, string>> = {
  traces: "spans",
  metrics: "metric points",
  logs: "log records",
};
let timer: NodeJS.Timeout | undefined;

const causes: Readonly<Record<string, string>> = {
  queue_full:
    "the queue was full. Await flush() in long loops, turn on the spool, or raise limits.queueBytes or limits.queueSize",
  rejected: "the receiver rejected them. Check its log, the endpoint and the token",
  partial_success: "the receiver rejected a part of a request. Check its log",
  too_large: "each was larger than a request may be. Lower guards.size",
  retries_exhausted: "the receiver could not be reached. Check the endpoint, or turn on the spool",
  export_timed_out: "the receiver did not answer in time. Check the endpoint, or turn on the spool",
  exporter_failed: "the exporter threw an error. OTEL_LOG_LEVEL=warn shows it",
  stopped: "telemetry stopped before they were sent. Check the endpoint, or turn on the spool",
  lost_at_exit:
    "the process ended before they were sent. Turn on the crash file or the spool, or await stop()",
  crash_file_failed: "the process ended before they were sent, and the crash file could not be written",
  crash_file_full: "the crash file is full. Raise crashFile.maxBytes, or turn on the spool",
  crash_file_expired: "they were in the crash file for longer than crashFile.maxAgeMs",
  crash_file_damaged: "the crash file was not whole, or another user had a hold of it",
  spool_full: "the spool is full. Raise spool.maxBytes",
  spool_failed: "the spool could not be written. Check its folder and the disk",
  spool_expired: "they were in the spool for longer than spool.maxAgeMs",
};

/** Notes that `items` of `signal` are lost because of `reason`, `facts` business records among them. Never throws. */
export function noteLoss(signal: Signal, reason: string, items: number, facts = 0): void {
  // metric points are sums that the next collection repeats
  if (isSilent() || signal === "metrics") return;
  add(nouns[signal], reason, items - facts);
  add("business records", reason, facts);
}

function add(noun: string, reason: string, items: number): void {
  if (items <= 0) return;
  const key = `${noun} ${reason}`;
  let loss = losses.get(key);
  if (loss === undefined) losses.set(key, (loss = { noun, reason, items: 0, told: false }));
  if (loss.told) return;
  loss.items += items;
  if (timer !== undefined) return;
  timer = setTimeout(printLosses, waitMs).unref();
  // also where telemetry has stopped and does not watch the ends of the process any more
  process.once("exit", printLosses);
}

/** Says now what is known to be lost and was not said yet: the process ends, or telemetry stops. Never throws. */
export function printLosses(): void {
  clearTimeout(timer);
  timer = undefined;
  process.removeListener("exit", printLosses);
  const lost = new Map<string, string[]>();
  for (const loss of losses.values()) {
    if (loss.told) continue;
    loss.told = true;
    const parts = lost.get(loss.reason) ?? [];
    lost.set(loss.reason, [
      ...parts,
      `${loss.items} ${loss.items === 1 ? loss.noun.slice(0, -1) : loss.noun}`,
    ]);
  }
  for (const [reason, parts] of lost) {
    // the line about the receiver has said it
    if (reason === "rejected" && refusalPrinted()) continue;
    print(
      `lost ${parts.join(", ")} (${reason}): ${causes[reason] ?? reason}. ` +
        "Later ones are not printed: stats() counts them. See docs/guide/limits-and-guards.md",
    );
  }
}
