import { expect, test } from "vitest";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import {
  attributes,
  idBytes,
  makeLog,
  makeLogs,
  makeSpan,
  makeTraces,
  nowMs,
} from "../../test/support/messages.ts";
import type { Arrival } from "contract";
import { createIntake } from "./intake.ts";
import { localSender } from "./sender.ts";

function listen() {
  const intake = createIntake(createMemoryWriter(), () => nowMs);
  const arrivals: Arrival[] = [];
  intake.feed.onArrival((arrival) => arrivals.push(arrival));
  return { intake, arrivals };
}

test("the root span represents its trace, a failed one as an error", async () => {
  const { intake, arrivals } = listen();
  const child = makeSpan({ parentSpanId: idBytes("0102030405060708") });
  await intake.traces(
    makeTraces([child, makeSpan({ name: "GET /cart", status: { code: 2, message: "" } })]),
    1,
    localSender,
  );
  await intake.traces(makeTraces([child]), 1, localSender);
  expect(arrivals).toEqual([
    {
      time: "2026-11-20T08:59:59.995Z",
      kind: "trace",
      title: "GET /cart",
      service: "shop",
      traceId: "5b8efff798038103d269b633813fc60c",
      status: "error",
    },
  ]);
});

test("a business event represents its request, before plain records", async () => {
  const { intake, arrivals } = listen();
  const ended = makeLog({
    eventName: "telltale.transaction.ended",
    attributes: attributes({
      "telltale.transaction.type": "purchase",
      "telltale.transaction.id": "order-789",
      "telltale.transaction.outcome": "abandoned",
    }),
  });
  await intake.logs(makeLogs([makeLog({ severityNumber: 13 }), ended]), 1, localSender);
  await intake.logs(makeLogs([makeLog({ severityNumber: 13, body: "x".repeat(200) })]), 1, localSender);
  expect(arrivals).toMatchObject([
    { kind: "transaction", title: "purchase: abandoned", status: "warn", traceId: "" },
    { kind: "log", title: `${"x".repeat(119)}…`, status: "warn" },
  ]);
});

test("nothing is announced that was not stored", async () => {
  const writer = createMemoryWriter();
  const intake = createIntake(writer, () => nowMs);
  let heard = 0;
  intake.feed.onArrival(() => heard++);
  writer.fail(new Error("away"));
  await expect(intake.traces(makeTraces([makeSpan()]), 1, localSender)).rejects.toThrow("away");
  expect(heard).toBe(0);
});
