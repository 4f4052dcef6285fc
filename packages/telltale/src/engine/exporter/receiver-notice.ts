// Whether telemetry arrives, said at most twice in the life of a process, for all signals and exporters together: at the first export that
// fails, and when that receiver takes telemetry again.
import { speaksForProcess, printOnce } from "../diagnostics/notice.ts";
import { shared } from "../runtime/shared.ts";
import { type ProcessState, processState } from "../runtime/process-state.ts";

/** Why an export failed. */
export interface ReceiverFailure {
  readonly reason: string;
  readonly fix: string;
  /** The receiver answered, and does not want it: the path counts, not only the address. */
  readonly refused: boolean;
}

/** What was lost so far, by signal and reason. */
type Lost = Readonly<Record<"traces" | "logs", { readonly dropped: Readonly<Record<string, number>> }>>;

const running = processState as ProcessState<unknown, Lost>;
const maxReached = 100;
const state = shared("receiver", () => ({
  /** Addresses that took something. */
  reached: new Set<string>(),
  /** The first that failed. */
  failed: undefined as { readonly place: string; readonly refused: boolean } | undefined,
  recovered: false,
}));

/**
 * Notes that an attempt at the receiver at `url` failed, and prints a line if it is the first failed export of the process: `final`, or while that
 * receiver has never accepted anything. Returns whether a line was printed. Never throws.
 */
export function receiverFailed(url: URL, failure: ReceiverFailure, final: boolean): boolean {
  if (state.failed !== undefined || (!final && state.reached.has(url.origin))) return false;
  const { reason, fix, refused } = failure;
  const place = placeOf(url, refused);
  state.failed = { place, refused };
  if (!speaksForProcess()) return false;
  printOnce(
    `cannot export to ${place}: ${reason.replace(/[.\s]+$/, "")}. ${fix}. \`npx telltale doctor\` checks it. ` +
      "Later failures are not printed: stats() counts what is lost",
  );
  return true;
}

/** Notes that the receiver at `url` accepted telemetry, and prints that once if it is the one that failed. Never throws. */
export function receiverTook(url: URL): void {
  const { reached, failed, recovered } = state;
  if (reached.size < maxReached) reached.add(url.origin);
  if (failed === undefined || recovered || failed.place !== placeOf(url, failed.refused)) return;
  state.recovered = true;
  if (speaksForProcess()) printOnce(`${failed.place} takes telemetry again; lost so far: ${lostSoFar()}`);
}

// metric points are not loss: the next collection repeats their sums
function lostSoFar(): string {
  const { traces, logs } = running.stats?.() ?? {};
  const counts = [traces, logs].flatMap((signal) => Object.values(signal?.dropped ?? {}));
  const lost = counts.reduce((sum, count) => sum + count, 0);
  return lost === 0 ? "nothing" : `${lost} spans and log records`;
}

/** Whether the first failure was a rejection, printed here or in the main thread: further rejections are not printed. */
export function refusalPrinted(): boolean {
  return state.failed?.refused === true;
}

// without user, password and query
function placeOf({ origin, pathname }: URL, refused: boolean): string {
  return refused && pathname !== "/" ? origin + pathname : origin;
}
