// Records deliveries in order. What cannot be recorded now is recorded later: a notice that was sent is not sent again because of it.
import type { Delivery, Outbox } from "./outbox.ts";

export interface Recorder {
  record(delivery: Delivery): void;
  /** All channels are done with the notice; recorded after everything before. */
  finish(noticeId: string, onFinished: () => void): void;
  /** Begins again after a failure. */
  resume(): void;
  /** Everything is recorded, or the store fails. */
  settled(): Promise<void>;
}

export function createRecorder(outbox: Outbox, onError: (error: unknown) => void): Recorder {
  const steps: (() => Promise<void>)[] = [];
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (steps.length > 0) {
      try {
        await steps[0]!();
      } catch (error) {
        onError(error);
        return;
      }
      steps.shift();
    }
  }

  function resume(): void {
    working ??= work().finally(() => {
      working = undefined;
    });
  }

  function push(step: () => Promise<void>): void {
    steps.push(step);
    resume();
  }

  return {
    record: (delivery) => push(() => outbox.record(delivery)),
    finish: (noticeId, onFinished) =>
      push(async () => {
        await outbox.done(noticeId);
        onFinished();
      }),
    resume,
    async settled() {
      while (working !== undefined) await working;
    },
  };
}
