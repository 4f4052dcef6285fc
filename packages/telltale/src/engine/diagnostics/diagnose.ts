// Incidents inside the library after start: always counted, and reported through OpenTelemetry's `diag` at most once a minute per code.
import { diag } from "../api/diag.ts";
import { redactText } from "../redaction/redaction.ts";
import { shared } from "../runtime/shared.ts";

const intervalMs = 60_000;
const counts = new Map<string, number>();
const reportedAt = new Map<string, number>();
const maxMistakes = 1000;
const mistakes = new Set<string>();
const telling = shared("telling", () => ({ now: false }));

/**
 * Counts one incident, or `times` of them, under `code`, and reports it unless it was reported within a minute: before, or, where the clock was
 * set back, after now. Never throws.
 */
export function report(code: string, cause?: unknown, times = 1): void {
  count(code, times);
  const now = Date.now();
  if (Math.abs(now - (reportedAt.get(code) ?? Infinity)) < intervalMs) return;
  reportedAt.set(code, now);
  log(
    () =>
      `telltale: ${code} (${counts.get(code)} so far)${cause === undefined ? "" : `: ${describe(cause)}`}`,
  );
}

/** Counts `times` incidents under `code` that need no message: nothing went wrong. Never throws. */
export function count(code: string, times: number): void {
  counts.set(code, (counts.get(code) ?? 0) + times);
}

/** Counts one incident under `code` that was reported elsewhere: it is not reported again for a minute. Never throws. */
export function countReported(code: string): void {
  count(code, 1);
  reportedAt.set(code, Date.now());
}

/** Counts one incident under `code`, and reports each distinct `cause` once: for permanent mistakes in the program. Never throws. */
export function reportMistake(code: string, cause: string): void {
  const key = `${code} ${cause}`;
  count(code, 1);
  if (mistakes.size >= maxMistakes || mistakes.has(key)) return;
  mistakes.add(key);
  log(() => `telltale: ${code}: ${cause}`);
}

/** Whether a report is in progress: its output must not become telemetry, or it would never end. */
export function isReporting(): boolean {
  return telling.now;
}

function log(message: () => string): void {
  telling.now = true;
  try {
    // a message of an error may hold what the telemetry must not
    diag.warn(redactText(message()));
  } catch {
    // a diag logger that throws belongs to the application, as does a cause that cannot be converted; neither affects the caller
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
