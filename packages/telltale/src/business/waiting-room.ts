// Things that are acted upon when they are still there after a fixed time. One timer for all of them, which never keeps
// the process alive; with more than `limit` waiting, the one that waits longest is acted upon at once.
import { after, ticks } from "../engine/clock.ts";

/** Items that wait. Adding and removing are one map operation each. */
export interface WaitingRoom<Item> {
  add(item: Item): void;
  remove(item: Item): boolean;
  /** Acts upon all that wait, now. */
  empty(): void;
  readonly size: number;
}

/** Creates a room in which every item waits `waitMs` for `act`, which must not throw. */
export function createWaitingRoom<Item>(
  waitMs: number,
  limit: number,
  act: (item: Item) => void,
): WaitingRoom<Item> {
  const dueAt = new Map<Item, number>();
  let callOff: (() => void) | undefined;

  function release(item: Item): void {
    dueAt.delete(item);
    act(item);
  }

  function schedule(): void {
    const [next] = dueAt.values();
    if (next === undefined || callOff !== undefined) return;
    callOff = after(Math.max(1, next - ticks()), releaseDue);
  }

  function releaseDue(): void {
    callOff = undefined;
    const now = ticks();
    for (const [item, due] of dueAt) {
      if (due > now) break;
      release(item);
    }
    schedule();
  }

  return {
    add(item) {
      dueAt.set(item, ticks() + waitMs);
      if (dueAt.size > limit) release(dueAt.keys().next().value as Item);
      schedule();
    },
    remove: (item) => dueAt.delete(item),
    empty() {
      callOff?.();
      callOff = undefined;
      for (const item of dueAt.keys()) release(item);
    },
    get size() {
      return dueAt.size;
    },
  };
}
