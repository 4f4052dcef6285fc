// The worker behind the shop: takes paid orders out of the queue, packs, ships and delivers them. Sometimes a label sticks.
import { captureError, counter, log, onEvent, trace, workflow } from "telltale";

import "./business.ts";
import { faultIsOn, watchFaults } from "./faults.ts";
import { pool, untilReady } from "./pool.ts";
import { claim, complete, enqueue, type Job, type JobKind, retryLater, runJob } from "./queue.ts";
import { settings } from "./settings.ts";
import { sql } from "./sql.ts";
import { startTelemetry, tally } from "./telemetry.ts";

/** The label printer is a machine of the old kind. */
class LabelJamError extends Error {
  override readonly name = "LabelJamError";
  readonly printer: string = "printer-2";
}

/** The customer's mail provider takes no more messages. */
class MailboxFullError extends Error {
  override readonly name = "MailboxFullError";
}

// A failed mail is recorded and does not stop the order.
onEvent("order", "shipped", async function sendTrackingMail({ id }) {
  await pause(10 + Math.random() * 30);
  if (Math.random() < 0.04) throw new MailboxFullError(`the mail about ${id} came back: the mailbox is full`);
});

type Work = { readonly orderId: string };

let stopping = false;
let idle: Promise<void> = Promise.resolve();
startTelemetry("fulfilment", async () => {
  stopping = true;
  await idle;
  await pool.end();
});

const parcels = counter("shop.parcels");

const steps: Readonly<Record<JobKind, (work: Work) => Promise<void>>> = {
  async fulfil({ orderId }) {
    await trace("print label", async (span) => {
      await pause(40 + Math.random() * 80);
      span.setAttribute("label.printer", "printer-2");
      if (Math.random() < 0.06) throw new LabelJamError("the label printer is jammed");
    });
    void workflow("order", orderId).event("packed");
    await enqueue("ship", { orderId }, 1500 * settings.pace);
  },
  async ship({ orderId }) {
    await sql("UPDATE orders SET status = 'shipped' WHERE id = $1", [orderId]);
    void workflow("order", orderId).event("shipped", { "shipping.carrier": "postbote" });
    parcels.add(1, { "shipping.carrier": "postbote" });
    await enqueue("deliver", { orderId }, 4000 * settings.pace);
  },
  async deliver({ orderId }) {
    if (Math.random() < 0.06) return packAgain(orderId);
    await sql("UPDATE orders SET status = 'delivered' WHERE id = $1", [orderId]);
    const life = workflow("order", orderId);
    void life.event("delivered");
    life.end("delivered");
    tally("workflow order delivered");
    log.info("delivered", { "order.id": orderId });
  },
};

/** A parcel that could not be delivered comes back, is packed and shipped once more. */
async function packAgain(orderId: string): Promise<void> {
  await sql("UPDATE orders SET status = 'packed' WHERE id = $1", [orderId]);
  void workflow("order", orderId).event("packed", { "packing.reason": "address incomplete" });
  await enqueue("ship", { orderId }, 1500 * settings.pace);
}

/** One job in the context it was sent in. A failing one goes back to the queue. */
async function work(job: Job<Work>): Promise<void> {
  const attributes = { "shop.job.attempt": job.attempts, "order.id": job.payload.orderId };
  const jobLog = log.with({ ...attributes, "shop.job.kind": job.kind });
  try {
    await runJob(job, attributes, async () => {
      await steps[job.kind](job.payload);
      await complete(job);
    });
  } catch (error) {
    captureError(error, { handled: true, attributes: { "shop.job.kind": job.kind } });
    jobLog.warn("the job goes back to the queue");
    await retryLater(job, error);
  }
}

async function run(): Promise<void> {
  while (!stopping) {
    const job = faultIsOn("stalled-queue") ? undefined : await claim<Work>().catch(() => undefined);
    if (job === undefined) await pause(200);
    else
      await work(job).catch((error: unknown) =>
        log.error("cannot give a job back", { error, "shop.job.id": job.id }),
      );
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

await untilReady();
await watchFaults();
log.info("fulfilment waits for orders");
idle = run();
