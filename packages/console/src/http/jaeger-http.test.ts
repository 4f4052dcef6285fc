import jaeger from "jaeger-client";
import { afterEach, expect, test } from "vitest";
import { startReceiver, type TestReceiver } from "../../test/support/receivers.ts";
import { createAuth } from "./auth.ts";
import { createJaegerHttp } from "./jaeger-http.ts";
import type { ReceiverOptions } from "./receiver.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(options: Partial<ReceiverOptions> = {}): Promise<TestReceiver> {
  const receiver = await startReceiver(createJaegerHttp, options);
  closers.push(receiver.close);
  return receiver;
}

const thrift = { "content-type": "application/x-thrift" };

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}

test("Jaeger's client is understood: ids, tags of every type, logs, the process", async () => {
  const { url, writer } = await start();
  const tracer = jaeger.initTracer(
    {
      serviceName: "shop",
      sampler: { type: "const", param: 1 },
      reporter: { collectorEndpoint: `${url}/api/traces` },
    },
    { tags: { "service.version": "1.2.3" } },
  );
  const parent = tracer.startSpan("checkout", { tags: { "span.kind": "server", "order.id": "order-789" } });
  const child = tracer.startSpan("pay", { childOf: parent, tags: { retry: true, share: 0.5, items: 3 } });
  child.log({ event: "declined", code: 51 });
  child.setTag("error", true);
  child.finish();
  parent.finish();
  await new Promise<void>((resolve) => tracer.close(resolve));
  await expect.poll(() => writer.rows.spans.length).toBe(2);
  const pay = writer.rows.spans.find(({ name }) => name === "pay")!;
  const checkout = writer.rows.spans.find(({ name }) => name === "checkout")!;
  expect([checkout.kind, checkout.resource.service, checkout.resource.serviceVersion]).toEqual([
    2,
    "shop",
    "1.2.3",
  ]);
  expect([hex(pay.parentId), hex(pay.traceId)]).toEqual([hex(checkout.spanId), hex(checkout.traceId)]);
  expect([pay.status, pay.attributes.get("retry"), pay.attributes.get("share")]).toEqual([2, true, 0.5]);
  expect(Number(pay.attributes.get("items"))).toBe(3);
  expect(pay.events.map(({ name }) => name)).toEqual(["declined"]);
});

const i16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const i32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const field = (type: number, id: number, ...value: Buffer[]): Buffer =>
  Buffer.concat([Buffer.of(type), i16(id), ...value]);
const text = (value: string): Buffer => Buffer.concat([i32(value.length), Buffer.from(value)]);
const stop = Buffer.of(0);
const processField = field(12, 1, field(11, 1, text("shop")), stop);

/** Nested lists of lists in a field that no batch has. */
function nested(depth: number): Buffer {
  const levels = Array.from({ length: depth }, () => Buffer.concat([Buffer.of(15), i32(1)]));
  return Buffer.concat([field(15, 9), ...levels, Buffer.of(3), i32(0), processField, stop]);
}

test("a batch without spans is a batch", async () => {
  const { post } = await start();
  expect((await post("/api/traces", Buffer.concat([processField, stop]), thrift)).status).toBe(202);
  const other = { "content-type": "application/vnd.apache.thrift.binary" };
  expect(
    (await post("/api/traces?format=jaeger.thrift", Buffer.concat([processField, stop]), other)).status,
  ).toBe(202);
});

test("a span with no ids or times costs itself only, and the answer says so", async () => {
  const { post } = await start();
  const spans = field(15, 2, Buffer.of(12), i32(2), stop, stop);
  const answer = await post("/api/traces", Buffer.concat([processField, spans, stop]), thrift);
  expect([answer.status, await answer.text()]).toEqual([202, "2 spans rejected: trace_id is all zero"]);
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["no process", stop],
  ["half a field", Buffer.of(12, 0)],
  [
    "a list that says it has two billion spans",
    Buffer.concat([processField, field(15, 2, Buffer.of(12), i32(0x7fffffff)), stop]),
  ],
  ["a negative length", Buffer.concat([field(11, 9, i32(-1)), stop])],
  ["lists nested 10,000 deep", nested(10_000)],
  ["an unknown type", Buffer.of(99, 0, 1, 0)],
])("400 in words: %s", async (_what, body) => {
  const { post, writer } = await start();
  const answer = await post("/api/traces", body, thrift);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("Cannot read the Thrift message");
  expect(writer.rows.spans).toEqual([]);
});

test("what is nested a little is passed over", async () => {
  const { post } = await start();
  expect((await post("/api/traces", nested(8), thrift)).status).toBe(202);
});

test("empty tags in their thousands are refused before they fill the memory", async () => {
  const { post } = await start();
  const count = 4_000_000;
  const tags = field(15, 10, Buffer.of(12), i32(count), Buffer.alloc(count));
  const spans = field(15, 2, Buffer.of(12), i32(1), tags, stop);
  const answer = await post("/api/traces", Buffer.concat([processField, spans, stop]), thrift);
  expect([answer.status, await answer.text()]).toEqual([
    400,
    expect.stringContaining("so many empty elements"),
  ]);
});

test("415 for what is not Thrift, 401 without the token", async () => {
  const { post } = await start({ auth: createAuth("a-token-of-enough-length") });
  expect((await post("/api/traces", stop, thrift)).status).toBe(401);
  const authorization = "Bearer a-token-of-enough-length";
  expect(
    (await post("/api/traces", "{}", { "content-type": "application/json", authorization })).status,
  ).toBe(415);
});
