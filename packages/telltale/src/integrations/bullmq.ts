// BullMQ: jobs as messages, added, scheduled and processed. The context travels where BullMQ's own telemetry keeps it, in the same form.
import { readField } from "../calls/read-field.ts";
import { bullmqEmits } from "./bullmq/emits.ts";
import { adding, addingAll, addingFlow, addingFlows, describing, scheduling } from "./bullmq/queue.ts";
import { processing } from "./bullmq/worker.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import type { MessagingOptions } from "./messaging-integration.ts";
import { inBackground, inForeground, inLoop } from "./messaging/background.ts";
import { exportsOf, instrumenting, wrapEmit, wrapMethod } from "./patching/method.ts";

export type { MessagingOptions } from "./messaging-integration.ts";

/** The part of BullMQ that is used. */
export interface BullMq {
  readonly Queue: { readonly prototype: object };
  readonly Worker: { readonly prototype: object };
  readonly FlowProducer: { readonly prototype: object };
}

/**
 * Has the queues, flows and workers of `library` traced: a span for what is added, one for each attempt at a job, below the span that added it.
 * Returns the same library. A queue or worker that was given BullMQ's own `telemetry` is left to that.
 *
 * Each run of a job scheduler is a trace of its own. Throwing `DelayedError` and its like is not an error. What workers ask Redis for by
 * themselves (waiting for jobs, locks, moving jobs on) is background work, which the integration of the client leaves out unless it is given
 * `requireParent: false`.
 *
 * @example
 * ```ts
 * import * as bullmq from "bullmq";
 * import { instrumentBullMq } from "telltale/bullmq";
 *
 * instrumentBullMq(bullmq) === bullmq; // => true
 * ```
 */
export function instrumentBullMq<L extends BullMq>(library: L, options: MessagingOptions = {}): L {
  return bullmq.instrument(library, options) as L;
}

/** BullMQ for `telltale/register`. */
export const bullmq: LibraryIntegration<MessagingOptions> = {
  name: "bullmq",
  modules: ["bullmq"],
  versions: [[3, 7]],
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        const kind = (name: string): unknown => readField(readField(face, name), "prototype");
        wrapMethod(kind("Queue"), "add", (add) => adding(add, options));
        wrapMethod(kind("Queue"), "addBulk", (add) => addingAll(add, options));
        wrapMethod(kind("Queue"), "upsertJobScheduler", (add) => scheduling(add, options));
        wrapMethod(kind("FlowProducer"), "add", (add) => addingFlow(add, options));
        wrapMethod(kind("FlowProducer"), "addBulk", (add) => addingFlows(add, options));
        wrapMethod(kind("Worker"), "callProcessJob", (run) => processing(run, options));
        for (const name of ["Worker", "QueueEvents"]) wrapMethod(kind(name), "run", inLoop);
        for (const name of ["Worker", "QueueEvents"]) wrapEmit(kind(name), inForeground);
        for (const name of ["Worker", "Queue", "QueueEvents", "FlowProducer"])
          wrapMethod(kind(name), "close", inBackground);
        wrapMethod(kind("RedisConnection"), "init", inBackground);
        wrapMethod(kind("Queue"), "waitUntilReady", describing);
      }
    }),
  emits: bullmqEmits,
};
