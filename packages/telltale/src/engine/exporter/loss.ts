// What is lost for good. Standard error says it once for each cause, and again at the end of the process for what came later: telemetry that
// is missing must not look like nothing happened. How much is known a moment later, so the line waits for the burst, or the process, to end.
// Receivers learn it from reports (pipeline/loss-reports.ts).
import type { Signal } from "./exporter.ts";
import { print } from "../diagnostics/notice.ts";
import { harmless } from "../diagnostics/guard.ts";
import { refusalPrinted } from "./receiver-notice.ts";

/** What is lost: records of the business are counted apart from other log records. */
type LossKind = "span" | "log_record" | "business_record" | "metric_point";

/** Items that were lost for one reason. */
export interface ReportedLoss {
  readonly kind: LossKind;
  readonly reason: string;
  readonly items: number;
}

/** What was lost of one kind for one reason. */
interface Loss {
  readonly kind: LossKind;
  readonly reason: string;
  /** Not printed yet. */
  unprinted: number;
  /** Not reported to a receiver yet. */
  unreported: number;
  printed: boolean;
}

/** Not lost, but not sent either: written to the crash file at the end. */
export const keptReason = "kept_on_disk";
const waitMs = 1000;
const losses = new Map<string, Loss>();
const kinds = { traces: "span", metrics: "metric_point", logs: "log_record" } as const;
/** Of metrics, what no later collection repeats. */
const last = new Set(["stopped", "lost_at_exit", keptReason]);
const state = { timer: undefined as NodeJS.Timeout | undefined, listens: false };
let onLoss: (() => void) | undefined;

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
  [keptReason]:
    "telemetry stopped before they were sent. The next process of this service on this machine sends them: in a container, keep the folder of crashFile.directory",
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
  // metric points are sums that the next collection repeats, if there is one
  if (signal === "metrics" && !last.has(reason)) return;
  add(kinds[signal], reason, items - facts);
  add("business_record", reason, facts);
}

function add(kind: LossKind, reason: string, items: number): void {
  if (items <= 0) return;
  const key = `${kind} ${reason}`;
  let loss = losses.get(key);
  if (loss === undefined)
    losses.set(key, (loss = { kind, reason, unprinted: 0, unreported: 0, printed: false }));
  loss.unprinted += items;
  loss.unreported += items;
  onLoss?.();
  if (!state.listens) {
    state.listens = true;
    // also where telemetry has stopped and does not watch the ends of the process any more
    process.once("exit", printAtEnd);
  }
  if (!loss.printed) state.timer ??= setTimeout(harmless(printLosses), waitMs, false).unref();
}

/**
 * Prints what is lost and was not printed: with `all` also further losses of a cause that was printed before, because the process ends or
 * telemetry stops. Never throws.
 */
export function printLosses(all: boolean): void {
  clearTimeout(state.timer);
  state.timer = undefined;
  if (all && state.listens) {
    state.listens = false;
    process.removeListener("exit", printAtEnd);
  }
  const parts = new Map<string, string[]>();
  for (const loss of losses.values()) {
    const { kind, reason, unprinted, printed } = loss;
    if (unprinted === 0 || (printed && !all)) continue;
    // the line about the receiver has said it; how much it was follows at the end
    if (!all && reason === "rejected" && refusalPrinted()) continue;
    loss.unprinted = 0;
    loss.printed = true;
    const text = countOf(kind, unprinted, printed);
    parts.set(reason, [...(parts.get(reason) ?? []), text]);
  }
  for (const [reason, texts] of parts) {
    const later = all ? "" : "Later ones are printed when the process ends. ";
    print(
      `${verbOf(reason)} ${texts.join(", ")} (${reason}): ${causeOf(reason)}. ${later}stats() counts them. See docs/guide/limits-and-guards.md`,
    );
  }
}

function printAtEnd(): void {
  printLosses(true);
}

function countOf(kind: LossKind, items: number, more: boolean): string {
  return `${items} ${more ? "more " : ""}${kind.replace("_", " ")}${items === 1 ? "" : "s"}`;
}

function causeOf(reason: string): string {
  return causes[reason] ?? reason;
}

function verbOf(reason: string): string {
  return reason === keptReason ? "kept" : "lost";
}

/** A loss in one sentence. */
export function describeLoss({ kind, reason, items }: ReportedLoss): string {
  return `${verbOf(reason)} ${countOf(kind, items, false)} (${reason}): ${causeOf(reason)}`;
}

/** Calls `listener` at each loss; undefined to end that. It must not throw. */
export function watchLosses(listener: (() => void) | undefined): void {
  onLoss = listener;
}

/** What is lost and was not reported to a receiver yet: it counts as reported now. */
export function takeLosses(): readonly ReportedLoss[] {
  const taken: ReportedLoss[] = [];
  for (const loss of losses.values()) {
    if (loss.unreported > 0) taken.push({ kind: loss.kind, reason: loss.reason, items: loss.unreported });
    loss.unreported = 0;
  }
  return taken;
}

/** Takes back that `taken` was reported. */
export function putLossesBack(taken: readonly ReportedLoss[]): void {
  for (const { kind, reason, items } of taken) {
    const loss = losses.get(`${kind} ${reason}`);
    if (loss !== undefined) loss.unreported += items;
  }
}
