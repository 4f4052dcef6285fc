// One attempt of a worker at a job.
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import { runForeground } from "../../engine/context/background.ts";
import { safely } from "../../engine/diagnostics/guard.ts";
import { activeSpan } from "../../span.ts";
import { type MessagingOptions, processDelivery } from "../messaging-integration.ts";
import type { Method } from "../patching/method.ts";
import { aboutQueue, headersIn, isOurs } from "./carried.ts";

// thrown to run the job again later: not a failure
const controls = new Set(["DelayedError", "WaitingError", "WaitingChildrenError", "RateLimitError"]);

/** `Worker.callProcessJob`, which runs the processor. */
export function processing(run: Method, options: MessagingOptions): Method {
  return function processed(this: unknown, job, ...rest) {
    // the job belongs to the application, even when other code traces it
    if (!isOurs(this)) return runForeground(() => run.call(this, job, ...rest));
    const operation = {
      ...aboutQueue(this, "process", readField(this, "name")),
      message: { headers: headersIn(job) },
      messageId: readTextField(job, ["id"]),
      attributes: {
        "messaging.bullmq.job.name": readTextField(job, ["name"]),
        "messaging.bullmq.scheduler": readTextField(job, ["repeatJobKey"]),
        "messaging.bullmq.parent.id": readTextField(readField(job, "parent"), ["id"]),
      },
    };
    const attempts = attemptsBefore(job);
    const delivery = { sentAtMs: dueAt(job), deliveryCount: attempts + 1, redelivered: attempts > 0 };
    const put = processDelivery(options, operation, delivery, async (): Promise<Outcome> => {
      try {
        return { result: await run.call(this, job, ...rest) };
      } catch (error) {
        if (isControl(error)) return { error };
        safely(() => {
          if (isLast(job, attempts, error))
            activeSpan()?.setAttribute("telltale.messaging.dead_lettered", true);
        });
        throw error;
      }
    });
    return resultIn(put);
  };
}

async function resultIn(given: Promise<Outcome>): Promise<unknown> {
  const outcome = await given;
  if ("error" in outcome) throw outcome.error;
  return outcome.result;
}

/** Attempts at `job` before this one: counted when they end, before BullMQ 5 when they began. */
function attemptsBefore(job: unknown): number {
  const made = readWholeField(job, "attemptsMade") ?? 0;
  return readField(job, "attemptsStarted") === undefined ? Math.max(0, made - 1) : made;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

function isControl(error: unknown): boolean {
  const name = readTextField(error, ["name"]);
  return (
    (name !== undefined && controls.has(name)) || readField(error, "message") === "bullmq:rateLimitExceeded"
  );
}

function isLast(job: unknown, attempts: number, error: unknown): boolean {
  if (readField(error, "name") === "UnrecoverableError") return true;
  return attempts + 1 >= (readWholeField(readField(job, "opts"), "attempts") ?? 1);
}

function dueAt(job: unknown): number | undefined {
  const added = readField(job, "timestamp");
  const delay = readWholeField(readField(job, "opts"), "delay") ?? 0;
  return typeof added === "number" ? added + delay : undefined;
}
