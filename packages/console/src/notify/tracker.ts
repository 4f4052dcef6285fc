// Which notices were taken, which channels still have them, and which alerts fire.
import { isOver } from "alerts";
import { alertKeyOf } from "./key.ts";
import { type Delivery, type HasRoom, isFinal, type StoredNotice } from "./outbox.ts";
import type { DeliveryRecorder } from "./delivery-recorder.ts";

interface Taken {
  readonly notice: StoredNotice;
  readonly left: Set<string>;
  /** Number of the reading of pending notices before which it was done. */
  finishedAt?: number;
}

/** Notices of a tenant that are in memory; more wait in the outbox, and those of other tenants do not wait for them. */
const mostOfTenant = 20_000;

export interface Tracker {
  /** Whether more notices of a tenant can be taken. */
  readonly hasRoom: HasRoom;
  /** Notices that are new, of a tenant as many as have room. Those that are done and no longer pending are forgotten. */
  fresh(pending: readonly StoredNotice[]): readonly StoredNotice[];
  /** Takes a notice for these channels; without any it is done. */
  take(notice: StoredNotice, channels: readonly string[]): void;
  /** Records a step; with the last final one the notice is done. */
  step(delivery: Delivery): void;
  /** The last notice of each alert that fires, as far as this process has sent it to a channel that is remembered. */
  firing(channel: string): readonly StoredNotice[];
}

/** `remembered`: channels whose firing alerts are sent again. */
export function createTracker(recorder: DeliveryRecorder, remembered: readonly string[]): Tracker {
  const taken = new Map<string, Taken>();
  const firing = new Map(remembered.map((channel) => [channel, new Map<string, StoredNotice>()]));
  /** Notices that were taken, by tenant. */
  const held = new Map<string, number>();
  let reads = 0;

  function forget(id: string): void {
    const { tenant } = taken.get(id)!.notice;
    taken.delete(id);
    const left = held.get(tenant)! - 1;
    if (left === 0) held.delete(tenant);
    else held.set(tenant, left);
  }

  function finish(entry: Taken): void {
    recorder.finish(entry.notice.id, () => {
      entry.finishedAt = reads;
    });
  }

  /** Notices of an alert reach a channel in their order. */
  function remember({ notice }: Taken, { channel, outcome }: Delivery): void {
    if (outcome !== "sent") return;
    if (isOver(notice.kind)) firing.get(channel)?.delete(alertKeyOf(notice));
    else firing.get(channel)?.set(alertKeyOf(notice), notice);
  }

  const hasRoom: HasRoom = (tenant) => (held.get(tenant) ?? 0) < mostOfTenant;

  return {
    hasRoom,
    fresh(pending) {
      reads++;
      const still = new Set(pending.map(({ id }) => id));
      // an answer that was begun before a notice was done may hold it once more
      for (const [id, { finishedAt }] of taken)
        if (finishedAt !== undefined && finishedAt < reads - 1 && !still.has(id)) forget(id);
      return pending.filter(({ id, tenant }) => !taken.has(id) && hasRoom(tenant));
    },
    take(notice, channels) {
      const { id, tenant } = notice;
      const entry: Taken = { notice, left: new Set(channels) };
      taken.set(id, entry);
      held.set(tenant, (held.get(tenant) ?? 0) + 1);
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
