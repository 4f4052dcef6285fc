// What goes wrong inside the library after start: counted always, told through OpenTelemetry's `diag` at most once a minute per code.
import { diag } from "../api/diag.ts";
import { redactText } from "../redaction/redaction.ts";
import { shared } from "../runtime/shared.ts";

const intervalMs = 60_000;
const counts = new Map<string, number>();
const toldAt = new Map<string, number>();
const maxMistakes = 1000;
const mistakes = new Set<string>();
const telling = shared("telling", () => ({ now: false }));

/** Counts one incident, or `times` of them, under `code` and tells about it when the last telling is a minute old. Never throws. */
export function report(code: string, cause?: unknown, times = 1): void {
  count(code, times);
  const now = Date.now();
  if (now - (toldAt.get(code) ?? -Infinity) < intervalMs) return;
  toldAt.set(code, now);
  tell(
    () =>
      `telltale: ${code} (${counts.get(code)} so far)${cause === undefined ? "" : `: ${describe(cause)}`}`,
  );
}

/** Counts `times` incidents under `code` that need no message: nothing went wrong. Never throws. */
export function count(code: string, times: number): void {
  counts.set(code, (counts.get(code) ?? 0) + times);
}

/** Counts one incident under `code` that was told elsewhere: for a minute it is told no more. Never throws. */
export function countReported(code: string): void {
  count(code, 1);
  toldAt.set(code, Date.now());
}

/** Counts one incident under `code` and tells about each different `cause` once: mistakes in the program that stay. Never throws. */
export function reportMistake(code: string, cause: string): void {
  const key = `${code} ${cause}`;
  counts.set(code, (counts.get(code) ?? 0) + 1);
  if (mistakes.size >= maxMistakes || mistakes.has(key)) return;
  mistakes.add(key);
  tell(() => `telltale: ${code}: ${cause}`);
}

/** Whether diagnostics are being told right now: what prints them must not become telemetry, or it would never end. */
export function isReporting(): boolean {
  return telling.now;
}

function tell(message: () => string): void {
  telling.now = true;
  try {
    // a message of an error may hold what the telemetry must not
    diag.warn(redactText(message()));
  } catch {
    // a diag logger that throws is the host's, as is a cause that refuses to be told; neither reaches the code that made the telemetry
  } finally {
    telling.now = false;
  }
}

/** How often each code was reported since the process began. */
export function reported(): Record<string, number> {
  return Object.fromEntries(counts);
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
