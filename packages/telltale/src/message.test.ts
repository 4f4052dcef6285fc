import { afterEach, beforeEach, expect, test } from "vitest";
import { type Collected, collect } from "../test/collect.ts";
import { context, withContext } from "./context.ts";
import { type MessageOptions, traceMessage } from "./message.ts";
import { trace } from "./span.ts";

let collected: Collected;
beforeEach(() => {
  collected = collect();
});
afterEach(async () => collected.stop());

const about = { system: "kafka", destination: "orders" };

function bytes(headers: Record<string, string>): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, Buffer.from(value)]));
}

/** A headers object as brokers' clients have them, empty. */
const shapes: readonly [name: string, make: () => object, arrived: (sent: any) => object][] = [
  ["no headers yet", () => ({}), (sent) => sent],
  ["an object", () => ({ headers: {} }), (sent) => sent],
  ["bytes, as Kafka has them", () => ({ headers: {} }), (sent) => ({ headers: bytes(sent.headers) })],
  [
    "several bytes",
    () => ({ headers: {} }),
    (sent) => ({ headers: { traceparent: [Buffer.from(sent.headers.traceparent)] } }),
  ],
  ["a Map", () => ({ headers: new Map() }), (sent) => sent],
  ["Headers", () => ({ headers: new Headers() }), (sent) => sent],
  ["a list of objects", () => ({ headers: [] }), (sent) => sent],
  ["a list of pairs", () => ({ headers: [["a", "1"]] }), (sent) => sent],
  ["amqplib", () => ({ headers: {} }), (sent) => ({ properties: { headers: sent.headers } })],
  ["MQTT 5", () => ({ properties: { userProperties: {} } }), (sent) => sent],
  ["SQS", () => ({ MessageAttributes: {} }), (sent) => sent],
  [
    "SQS in Lambda",
    () => ({ MessageAttributes: {} }),
    (sent) => ({
      messageAttributes: {
        traceparent: { dataType: "String", stringValue: sent.MessageAttributes.traceparent.StringValue },
      },
    }),
  ],
  [
    "another case",
    () => ({ headers: {} }),
    (sent) => ({ headers: { Traceparent: sent.headers.traceparent } }),
  ],
];

test.each(shapes)("context crosses in headers: %s", async (_, make, arrived) => {
  const message = make();
  traceMessage({ ...about, operation: "send", message }, () => 1);
  const result = traceMessage({ ...about, operation: "process", message: arrived(message) }, () =>
    trace("inside", () => 2),
  );
  expect(result).toBe(2);
  await collected.flush();
  const [sent, processed, inside] = ["send orders", "process orders", "inside"].map(
    (name) => collected.spans(name)[0],
  );
  expect([processed?.traceId, processed?.parentId]).toEqual([sent?.traceId, sent?.spanId]);
  expect(inside?.parentId).toBe(processed?.spanId);
});

test("context attributes that travel arrive", () => {
  const message = { headers: {} };
  withContext({ "tenant.id": "t1" }, () => traceMessage({ ...about, operation: "send", message }, () => 1), {
    propagate: ["tenant.id"],
  });
  expect(traceMessage({ ...about, operation: "process", message }, () => context.get("tenant.id"))).toBe(
    "t1",
  );
});

test("what is done much later begins a trace of its own, with the context attributes of the message", async () => {
  const message = { headers: {} };
  withContext({ "tenant.id": "t1" }, () => traceMessage({ ...about, operation: "send", message }, () => 1), {
    propagate: ["tenant.id"],
  });
  const later = traceMessage({ ...about, operation: "process", message, root: true }, () =>
    context.get("tenant.id"),
  );
  expect(later).toBe("t1");
  await collected.flush();
  const [sent, processed] = [collected.spans("send orders")[0], collected.spans("process orders")[0]];
  expect(processed).toMatchObject({ parentId: "", links: [sent?.spanId] });
  expect(processed?.traceId).not.toBe(sent?.traceId);
});

test("a message that was created keeps its context when it is sent", async () => {
  const message: { headers?: Record<string, string> } = {};
  traceMessage({ ...about, operation: "create", message }, () => 1);
  const own = message.headers?.["traceparent"];
  traceMessage({ ...about, operation: "send", message }, () => 1);
  expect(message.headers?.["traceparent"]).toBe(own);
  await collected.flush();
  const [created, sent] = [collected.spans("create orders")[0], collected.spans("send orders")[0]];
  expect(sent?.links).toEqual([created?.spanId]);
});

test("what is received is linked and counted once", async () => {
  const message = {};
  traceMessage({ ...about, operation: "send", message }, () => 1);
  const received = await traceMessage({ ...about, operation: "receive" }, async () => [message]);
  traceMessage({ ...about, operation: "process", batch: received }, () => 1);
  traceMessage({ ...about, operation: "poll" }, () => []);
  await collected.flush();
  const [sent, receive, process, poll] = ["send", "receive", "process", "poll"].map(
    (name) => collected.spans(`${name} orders`)[0],
  );
  expect(receive?.links).toEqual([sent?.spanId]);
  expect(receive?.attributes["messaging.batch.message_count"]).toBe(1);
  expect(process?.links).toEqual([sent?.spanId]);
  expect(poll?.attributes).toMatchObject({
    "messaging.batch.message_count": 0,
    "messaging.operation.type": "receive",
  });
  const consumed = collected.points("messaging.client.consumed.messages");
  expect(consumed.map(({ value }) => value)).toEqual([1]);
});

test("an error is recorded and thrown on", async () => {
  const error = new TypeError("no");
  await expect(
    traceMessage({ ...about, operation: "process", message: {} }, async () => Promise.reject(error)),
  ).rejects.toBe(error);
  await collected.flush();
  expect(collected.spans()[0]?.attributes["error.type"]).toBe("TypeError");
  expect(collected.points("messaging.process.duration")[0]?.attributes["error.type"]).toBe("TypeError");
});

test("whatever is passed, the function runs", async () => {
  const hostile = {
    get operation(): string {
      throw new Error("no");
    },
  };
  const frozen = Object.freeze({});
  const options: unknown[] = [
    undefined,
    null,
    7,
    {},
    hostile,
    { system: 5, operation: 5, message: 5, batch: 5 },
    { ...about, operation: "send", message: frozen },
    { ...about, operation: "send", message: { headers: frozen } },
    { ...about, operation: "process", batch: [null, 7, { headers: 5 }] },
  ];
  for (const one of options) expect(traceMessage(one as MessageOptions, () => 1)).toBe(1);
  await collected.stop();
  expect(traceMessage({ ...about, operation: "send", message: {} }, () => 2)).toBe(2);
});
