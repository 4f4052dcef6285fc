// When the open group is sent off: when it is old enough, or as soon as nobody else could add to it. Groups of few rows cost the store
// most for each row, so a short rest comes before one that is not old, and who was just answered gets a moment to come along.
import type { Presence } from "./presence.ts";

export interface DepartureOptions {
  readonly presence: Presence;
  /** The longest that a group waits while no other is on its way. */
  readonly maxAgeMs: number;
  /** A clock that never goes back. */
  readonly uptimeMs: () => number;
  /** Whether it may go: `old` means only when it is old. Asked before each departure. */
  readonly mayGo: () => "yes" | "old" | "no";
  /** Sends the open group off. It ends with a call of `departed`. */
  readonly go: () => void;
}

export interface Departure {
  /** The open group has rows. */
  boarded(): void;
  /** The group went, and another is open. */
  departed(): void;
  /** A group was inserted, which took so long. */
  arrived(tookMs: number): void;
}

/** Who was answered with one group has this share of the longest wait to begin with the next. */
const graceShare = 0.1;
/** The store rests for this share of an insert's time. */
const restShare = 0.25;

export function createDeparture({ presence, maxAgeMs, uptimeMs, mayGo, go }: DepartureOptions): Departure {
  let ageTimer: NodeJS.Timeout | undefined;
  let lookTimer: NodeJS.Timeout | undefined;
  let nextLook: NodeJS.Immediate | undefined;
  let hasRows = false;
  let isOld = false;
  let graceUntilMs = 0;
  let restsUntilMs = 0;

  function comeOfAge(): void {
    isOld = true;
    look();
  }

  function look(): void {
    clearImmediate(nextLook);
    clearTimeout(lookTimer);
    nextLook = undefined;
    lookTimer = undefined;
    if (!hasRows) return;
    const waitMs = waitOfOpen();
    if (waitMs <= 0) go();
    else if (waitMs < Number.POSITIVE_INFINITY) lookTimer = setTimeout(look, Math.ceil(waitMs));
  }

  /** How many ms the open group waits, unless something happens. */
  function waitOfOpen(): number {
    const may = mayGo();
    if (may === "old" && isOld) return 0;
    if (may !== "yes") return Number.POSITIVE_INFINITY;
    const now = uptimeMs();
    const ageMs = isOld ? graceUntilMs - now : Number.POSITIVE_INFINITY;
    // Without a request that waits the rows come from elsewhere, and nobody knows who could add to them.
    if (presence.waiting === 0 || presence.coming > 0) return ageMs;
    const restMs = isOld ? 0 : restsUntilMs - now;
    return Math.min(ageMs, Math.max(presence.expectedForMs(), restMs));
  }

  /** Once all that has come by now is read: what comes in one turn of the event loop belongs together. */
  function lookSoon(): void {
    nextLook ??= setImmediate(look);
  }

  presence.onChange(lookSoon);
  return {
    boarded() {
      hasRows = true;
      if (!isOld) ageTimer ??= setTimeout(comeOfAge, maxAgeMs);
      lookSoon();
    },
    departed() {
      clearTimeout(ageTimer);
      ageTimer = undefined;
      isOld = false;
      hasRows = false;
    },
    arrived(tookMs) {
      const now = uptimeMs();
      graceUntilMs = now + graceShare * maxAgeMs;
      restsUntilMs = now + restShare * tookMs;
      lookSoon();
    },
  };
}
