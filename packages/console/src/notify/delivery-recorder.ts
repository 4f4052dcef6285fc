// Records deliveries in order, many in one insert. What cannot be recorded now is recorded later: a notice that was sent is not sent again
// because of it.
import type { Delivery, Outbox } from "./outbox.ts";

export interface DeliveryRecorder {
  record(delivery: Delivery): void;
  /** All channels are done with the notice; recorded after everything before, or with it. */
  finish(noticeId: string, onFinished: () => void): void;
  /** Records what has waited, also after a failure. Called with each tick. */
  resume(): void;
  /** Everything is recorded, or the store fails. */
  settled(): Promise<void>;
}

type Step = { readonly delivery: Delivery } | { readonly done: string; readonly onFinished: () => void };

/** Steps of one insert. */
const mostSteps = 2_000;

/**
 * What comes first after a tick is recorded at once, with all that the same turn of the event loop records; what follows waits for the next
 * tick. So a quiet console records without delay, and a busy one inserts twice a tick at most.
 */
export function createDeliveryRecorder(outbox: Outbox, onError: (error: unknown) => void): DeliveryRecorder {
  const steps: Step[] = [];
  let working: Promise<void> | undefined;
  let mayBegin = true;
  let hasFailed = false;

  async function work(): Promise<void> {
    hasFailed = false;
    await Promise.resolve();
    // later steps wait for the next tick
    for (let left = steps.length; left > 0; left -= mostSteps) {
      const part = steps.slice(0, Math.min(left, mostSteps));
      try {
        await outbox.record(
          part.flatMap((step) => ("delivery" in step ? [step.delivery] : [])),
          part.flatMap((step) => ("done" in step ? [step.done] : [])),
        );
      } catch (error) {
        hasFailed = true;
        return onError(error);
      }
      steps.splice(0, part.length);
      for (const step of part) if ("done" in step) step.onFinished();
    }
  }

  function begin(): void {
    mayBegin = false;
    working ??= work().finally(() => {
      working = undefined;
    });
  }

  function push(step: Step): void {
    steps.push(step);
    if (mayBegin) begin();
  }

  return {
    record: (delivery) => push({ delivery }),
    finish: (done, onFinished) => push({ done, onFinished }),
    resume() {
      mayBegin = true;
      if (steps.length > 0) begin();
    },
    async settled() {
      do {
        if (working === undefined && steps.length > 0) begin();
        await working;
      } while (steps.length > 0 && !hasFailed);
    },
  };
}
