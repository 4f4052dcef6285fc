// Things that are acted upon when they are still there after a fixed time. One timer for all of them, which never keeps
// the process alive; with more than `limit` waiting, the one that waits longest is acted upon at once.
import { harmless } from "../engine/diagnostics/guard.ts";
import { after, ticks } from "../engine/runtime/clock.ts";

/** Items that wait, each once. Adding and removing take the same time however many there are. */
export interface WaitingRoom<Item> {
  add(item: Item): void;
  remove(item: Item): boolean;
  /** Acts upon all that wait, now. */
  empty(): void;
  readonly size: number;
}

interface QueueEntry<Item> {
  readonly item: Item;
  readonly due: number;
}

/** Creates a room in which every item waits `waitMs` for `act`, which must not throw. */
export function createWaitingRoom<Item>(
  waitMs: number,
  limit: number,
  act: (item: Item) => void,
): WaitingRoom<Item> {
  const waiting = new Set<Item>();
  // in the order they came, which is that in which they are due; who has left keeps a place until it is the first. Not the set's own
  // order: to find the first of a set from which many were removed is a walk over all of them
  let queue: QueueEntry<Item>[] = [];
  let head = 0;
  let callOff: (() => void) | undefined;

  function first(): QueueEntry<Item> | undefined {
    while (head < queue.length && !waiting.has((queue[head] as QueueEntry<Item>).item)) head++;
    if (head > 1000 && head * 2 > queue.length) {
      queue = queue.slice(head);
      head = 0;
    }
    return queue[head];
  }

  function release(item: Item): void {
    waiting.delete(item);
    act(item);
  }

  function schedule(): void {
    if (callOff !== undefined) return;
    const next = first();
    if (next !== undefined) callOff = after(Math.max(1, next.due - ticks()), harmless(releaseDue));
  }

  function releaseDue(): void {
    callOff = undefined;
    const now = ticks();
    for (let next = first(); next !== undefined && next.due <= now; next = first()) release(next.item);
    schedule();
  }

  return {
    add(item) {
      waiting.add(item);
      queue.push({ item, due: ticks() + waitMs });
      if (waiting.size > limit) release((first() as QueueEntry<Item>).item);
      schedule();
    },
    remove: (item) => waiting.delete(item),
    empty() {
      callOff?.();
      callOff = undefined;
      for (const item of waiting) release(item);
      queue = [];
      head = 0;
    },
    get size() {
      return waiting.size;
    },
  };
}
