// The hours that are left to judge, kept in the store: a new leader goes on with them.
import type { FindingHistoryStore } from "../../store/finding-history.ts";
import type { HistoryKind } from "./judge-hour.ts";

/** An hour that is due. */
interface DueHour {
  /** How much of it is judged. */
  readonly minutes: number;
  /** The attempt that failed, if the last one did. */
  readonly failed?: FailedAttempt;
}

interface FailedAttempt {
  /** How much of the hour it was to judge. */
  readonly minutes: number;
  /** The kinds that failed, with how often. */
  readonly kinds: ReadonlyMap<HistoryKind, number>;
}

export interface DueHours {
  /** Adds the hours that received spans, once for each round. @param until when spans are complete, Unix seconds. */
  collect(until: number): Promise<void>;
  /** The latest hour of which more can be judged, and how much of it is over. */
  next(until: number): readonly [hour: number, minutes: number] | undefined;
  get(hour: number): DueHour;
  set(hour: number, due: DueHour): void;
  delete(hour: number): void;
  /** Stores the hours, unless they are stored; when they change quickly only every 30 seconds. */
  save(when: "now" | "at times"): Promise<void>;
}

/** Spans may be stored so long after their end. */
export const delaySeconds = 300;
/** And after their receipt: this time is looked at again. */
const slackSeconds = 120;
const saveEveryMs = 30_000;

/** @param firstReceived the time of receipt with which a new store begins, Unix seconds. */
export async function openDueHours(
  store: Pick<FindingHistoryStore, "cursor" | "saveCursor" | "hours">,
  firstReceived: number,
  nowMs: () => number,
): Promise<DueHours> {
  const cursor = await store.cursor();
  const due = new Map<number, DueHour>((cursor?.hours ?? []).map((hour) => [hour, { minutes: 0 }]));
  let received = cursor?.received ?? firstReceived;
  let savedMs = cursor?.savedMs ?? 0;
  let isSaved = true;

  async function save(): Promise<void> {
    // later than the last one, also where the clock of its console was ahead
    const atMs = Math.max(nowMs(), savedMs + 1);
    await store.saveCursor({ received, hours: [...due.keys()], savedMs: atMs });
    isSaved = true;
    savedMs = atMs;
  }

  return {
    async collect(until) {
      const to = until + delaySeconds;
      if (to <= received) return;
      const found = await store.hours(received - slackSeconds, to);
      // an hour that began after the last third is due, too: spans of its own first third may be received already
      for (const hour of found) if (hour <= until) due.set(hour, { minutes: 0 });
      received = to;
      isSaved = false;
      await save();
    },
    next(until) {
      let latest: readonly [number, number] | undefined;
      for (const [hour, { minutes }] of due) {
        const over = Math.min(60, (until - hour) / 60);
        if (over > minutes && (latest === undefined || hour > latest[0])) latest = [hour, over];
      }
      return latest;
    },
    get: (hour) => due.get(hour)!,
    set(hour, one) {
      due.set(hour, one);
      isSaved = false;
    },
    delete(hour) {
      due.delete(hour);
      isSaved = false;
    },
    async save(when) {
      if (!isSaved && (when === "now" || nowMs() - savedMs >= saveEveryMs)) await save();
    },
  };
}
