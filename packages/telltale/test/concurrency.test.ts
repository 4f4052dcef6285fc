// Many transactions at once in one process: what is made inside belongs to the one around it, whatever the order things happen in.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  captureError,
  funnel,
  resumeTransaction,
  startTransaction,
  trace,
  transaction,
  withContext,
} from "../src/index.ts";
import { collect, type SentRecord } from "./collect.ts";

const idOf = (record: SentRecord): unknown => record.attributes["telltale.transaction.id"];

/** Waits some turns of the event loop, of both kinds. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++)
    await (turn % 2 === 0 ? Promise.resolve() : new Promise(setImmediate));
}

test("200 transactions that interleave at will keep their spans, steps, people and errors apart", async () => {
  const sent = collect();
  const checkout = funnel("interleaved", ["cart", "done"]);
  const delays = fc.sample(fc.array(fc.nat(6), { minLength: 4, maxLength: 4 }), 200);
  await Promise.all(
    delays.map(async (delay, index) =>
      withContext({ "user.id": `u${index}` }, () =>
        transaction("purchase", { id: `o${index}` }, async (tx) => {
          await turns(delay[0] ?? 0);
          checkout.step("cart");
          await trace(`charge o${index}`, async () => {
            await turns(delay[1] ?? 0);
            await transaction("payment", { id: `p${index}` }, async (payment) => {
              await turns(delay[2] ?? 0);
              payment.step("authorised");
              if (index % 3 === 0) captureError(new Error(`o${index}`));
            });
          });
          await turns(delay[3] ?? 0);
          tx.step("booked");
        }),
      ),
    ),
  );
  await sent.flush();

  const spans = new Map(sent.spans().map((span) => [span.spanId, span]));
  const purchases = sent.spans("transaction purchase");
  expect(purchases.length).toBe(200);
  expect(new Set(purchases.map((span) => span.traceId)).size).toBe(200);
  for (const payment of sent.spans("transaction payment")) {
    const number = String(payment.attributes["telltale.transaction.id"]).slice(1);
    const charge = spans.get(payment.parentId);
    const purchase = spans.get(charge?.parentId ?? "");
    expect(charge?.name).toBe(`charge o${number}`);
    expect(purchase?.attributes["telltale.transaction.id"]).toBe(`o${number}`);
    expect(purchase?.attributes["user.id"]).toBe(`u${number}`);
    expect(purchase?.events.map((event) => event.name)).toEqual(["telltale.journey.step", "booked"]);
  }
  for (const record of sent.records("telltale.transaction.step")) {
    expect(spans.get(record.spanId)?.attributes["telltale.transaction.id"]).toBe(idOf(record));
    expect(record.attributes["user.id"]).toBe(`u${String(idOf(record)).slice(1)}`);
  }
  for (const record of sent.records("exception")) {
    const id = String(spans.get(record.spanId)?.attributes["telltale.transaction.id"]);
    expect(`o${id.slice(1)}`).toBe(record.attributes["exception.message"]);
  }
  expect(sent.records("exception").length).toBe(67);
  expect(sent.records("telltale.transaction.ended").length).toBe(400);
  expect(new Set(sent.records().map((record) => record.attributes["log.record.uid"])).size).toBe(
    sent.records().length,
  );
  expect(sent.points("telltale.transaction.count").map((point) => point.value)).toEqual([200, 200]);
  await sent.stop();
});

test("ends exactly once, however often it is ended", async () => {
  const sent = collect();
  type Call = (tx: ReturnType<typeof startTransaction>) => void;
  const calls: Record<string, Call> = {
    complete: (tx) => tx.complete(),
    fail: (tx) => tx.fail("reason"),
    error: (tx) => tx.fail(new Error("broken")),
    abandon: (tx) => tx.abandon(),
    step: (tx) => tx.step("again"),
    handoff: (tx) => resumeTransaction(tx.handoff()).complete(),
    dispose: (tx) => tx[Symbol.dispose](),
  };
  let count = 0;
  const sequences = fc.array(fc.constantFrom(...Object.keys(calls)), { maxLength: 6 });
  fc.assert(
    fc.property(sequences, (names) => {
      const tx = startTransaction("sequence", { id: `s${count++}` });
      for (const name of names) calls[name]?.(tx);
      tx.complete();
    }),
  );
  await sent.flush();
  const ended = sent.records("telltale.transaction.ended").map(idOf);
  expect(ended.toSorted()).toEqual(Array.from({ length: count }, (_, index) => `s${index}`).toSorted());
  await sent.stop();
});
