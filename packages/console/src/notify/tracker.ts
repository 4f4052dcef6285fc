// Which notices were taken, which channels still have them, and which alerts fire.
import { alertKeyOf } from "./key.ts";
import { type Delivery, isFinal, type StoredNotice } from "./outbox.ts";
import type { Recorder } from "./recorder.ts";

interface Taken {
  readonly notice: StoredNotice;
  readonly left: Set<string>;
  /** Number of the reading of pending notices before which it was done. */
  finishedAt?: number;
}

export interface Tracker {
  /** Notices that are new. Those that are done and no longer pending are forgotten. */
  fresh(pending: readonly StoredNotice[]): readonly StoredNotice[];
  /** Takes a notice for these channels; without any it is done. */
  take(notice: StoredNotice, channels: readonly string[]): void;
  /** Records a step; with the last final one the notice is done. */
  step(delivery: Delivery): void;
  /** The last notice of each alert that fires, as far as this process has sent it to a channel that is remembered. */
  firing(channel: string): readonly StoredNotice[];
}

/** `remembered`: channels whose firing alerts are sent again. */
export function createTracker(recorder: Recorder, remembered: readonly string[]): Tracker {
  const taken = new Map<string, Taken>();
  const firing = new Map(remembered.map((channel) => [channel, new Map<string, StoredNotice>()]));
  let reads = 0;

  function finish(entry: Taken): void {
    recorder.finish(entry.notice.id, () => {
      entry.finishedAt = reads;
    });
  }

  /** Notices of an alert reach a channel in their order. */
  function remember({ notice }: Taken, { channel, outcome }: Delivery): void {
    if (outcome !== "sent") return;
    if (notice.kind === "recovered") firing.get(channel)?.delete(alertKeyOf(notice));
    else firing.get(channel)?.set(alertKeyOf(notice), notice);
  }

  return {
    fresh(pending) {
      reads++;
      const still = new Set(pending.map(({ id }) => id));
      // an answer that was begun before a notice was done may hold it once more
      for (const [id, { finishedAt }] of taken)
        if (finishedAt !== undefined && finishedAt < reads - 1 && !still.has(id)) taken.delete(id);
      return pending.filter(({ id }) => !taken.has(id));
    },
    take(notice, channels) {
      const entry: Taken = { notice, left: new Set(channels) };
      taken.set(notice.id, entry);
      if (channels.length === 0) finish(entry);
    },
    step(delivery) {
      recorder.record(delivery);
      const entry = taken.get(delivery.noticeId);
      if (entry === undefined || !isFinal(delivery)) return;
      remember(entry, delivery);
      entry.left.delete(delivery.channel);
      if (entry.left.size === 0) finish(entry);
    },
    firing: (channel) => [...(firing.get(channel)?.values() ?? [])],
  };
}
