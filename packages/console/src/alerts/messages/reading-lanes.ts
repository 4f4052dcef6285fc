// Which details of messages are read at the same time: pages and evaluation need the store, too.
import { setTimeout as pause } from "node:timers/promises";
import { createTurns } from "../../turns/turns.ts";

/** Calls `read` when it has its turn, with a signal that aborts with `signal`, or when the reading has to make room. */
type InLane = (read: (signal: AbortSignal) => Promise<void>, signal: AbortSignal) => Promise<void>;

/**
 * So many readings have a turn at the same time. What takes longer than its turn does not keep the next one waiting: as many readings as
 * there are lanes go on after theirs, and others end.
 */
export function createLanes(lanes: number, turnMs: number): InLane {
  const turns = Array.from({ length: lanes }, createTurns);
  let next = 0;
  let late = 0;
  return async (read, signal) => {
    let reading: Promise<void> | undefined;
    await turns[next++ % lanes]!(async () => {
      // of a storm, the last messages are sent without
      signal.throwIfAborted();
      const stop = new AbortController();
      let isDone = false;
      reading = read(AbortSignal.any([signal, stop.signal])).finally(() => (isDone = true));
      await Promise.race([reading, pause(turnMs, undefined, { ref: false, signal })]);
      if (isDone) return;
      if (late >= lanes) {
        stop.abort();
        return;
      }
      late++;
      const leave = (): void => {
        late--;
      };
      reading.then(leave, leave);
    });
    await reading;
  };
}
