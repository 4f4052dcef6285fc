// When the open group is flushed: when it is old enough, or as soon as no other request could add rows to it. Small groups cost the
// store most per row, so a short rest comes before a group that is not old, and senders that were just answered get a moment to send again.
import type { RequestTracker } from "./request-tracker.ts";

export interface FlushScheduleOptions {
  readonly requests: RequestTracker;
  /** How long a group waits at most while no other is being inserted. */
  readonly maxAgeMs: number;
  /** A monotonic clock. */
  readonly uptimeMs: () => number;
  /** `idle`: the group may be flushed; `in doubt`: only when it is old; `busy`: not now. Asked before each flush. */
  readonly queueState: () => "idle" | "in doubt" | "busy";
  /** Flushes the open group, and calls `flushed`. */
  readonly flush: () => void;
}

export interface FlushSchedule {
  /** The open group has rows. */
  rowsAdded(): void;
  /** The group was flushed, and another one is open. */
  flushed(): void;
  /** A group was inserted in so many ms. */
  inserted(tookMs: number): void;
}

/** Senders that were answered with one group have this share of `maxAgeMs` to send again. */
const graceShare = 0.1;
/** The store rests for this share of the time of an insert. */
const restShare = 0.25;

interface ScheduleState {
  readonly options: FlushScheduleOptions;
  ageTimer: NodeJS.Timeout | undefined;
  checkTimer: NodeJS.Timeout | undefined;
  nextCheck: NodeJS.Immediate | undefined;
  hasRows: boolean;
  isOld: boolean;
  graceUntilMs: number;
  restUntilMs: number;
}

export function createFlushSchedule(options: FlushScheduleOptions): FlushSchedule {
  const { requests, maxAgeMs, uptimeMs } = options;
  const state: ScheduleState = {
    options,
    ageTimer: undefined,
    checkTimer: undefined,
    nextCheck: undefined,
    hasRows: false,
    isOld: false,
    graceUntilMs: 0,
    restUntilMs: 0,
  };
  requests.onChange(() => checkSoon(state));
  return {
    rowsAdded() {
      state.hasRows = true;
      if (!state.isOld) state.ageTimer ??= setTimeout(flushAged, maxAgeMs, state);
      checkSoon(state);
    },
    flushed() {
      clearTimeout(state.ageTimer);
      state.ageTimer = undefined;
      state.isOld = false;
      state.hasRows = false;
    },
    inserted(tookMs) {
      const now = uptimeMs();
      state.graceUntilMs = now + graceShare * maxAgeMs;
      state.restUntilMs = now + restShare * tookMs;
      checkSoon(state);
    },
  };
}

/** Checks after everything that has arrived is read: requests of one turn of the event loop belong together. */
function checkSoon(state: ScheduleState): void {
  state.nextCheck ??= setImmediate(check, state);
}

function flushAged(state: ScheduleState): void {
  state.isOld = true;
  check(state);
}

function check(state: ScheduleState): void {
  clearImmediate(state.nextCheck);
  clearTimeout(state.checkTimer);
  state.nextCheck = undefined;
  state.checkTimer = undefined;
  if (!state.hasRows) return;
  const waitMs = remainingMs(state);
  if (waitMs <= 0) state.options.flush();
  else if (waitMs < Number.POSITIVE_INFINITY) state.checkTimer = setTimeout(check, Math.ceil(waitMs), state);
}

/** How many ms the open group still waits, unless something changes. */
function remainingMs({ options, isOld, graceUntilMs, restUntilMs }: ScheduleState): number {
  const { requests, uptimeMs } = options;
  const queue = options.queueState();
  if (queue === "in doubt" && isOld) return 0;
  if (queue !== "idle") return Number.POSITIVE_INFINITY;
  const now = uptimeMs();
  const ageMs = isOld ? graceUntilMs - now : Number.POSITIVE_INFINITY;
  // Rows that came without a request are from elsewhere: it is unknown whether more follow.
  if (requests.waiting === 0 || requests.reading > 0) return ageMs;
  const restMs = isOld ? 0 : restUntilMs - now;
  return Math.min(ageMs, Math.max(requests.expectedForMs(), restMs));
}
