// Exceptions as they arrive: log records and events of spans, with and without a fingerprint.
import { expect, test } from "vitest";
import { createMemoryWriter } from "../../../test/support/memory-writer.ts";
import {
  attributes,
  idBytes,
  makeLog,
  makeLogs,
  makeSpan,
  makeTraces,
  nowMs,
  nowNs,
} from "../../../test/support/messages.ts";
import { createIntake } from "../intake.ts";
import { localSender } from "../sender.ts";

const exception = {
  "exception.type": "TypeError",
  "exception.message": "order 17 is gone",
  "exception.stacktrace": "TypeError: order 17 is gone\n    at charge (/srv/shop/src/pay.js:1:2)",
};

async function takeLogs(...logs: Parameters<typeof makeLog>[0][]) {
  const writer = createMemoryWriter();
  await createIntake(writer, () => nowMs).logs(makeLogs(logs.map((log) => makeLog(log))), 100, localSender);
  return writer.rows.logs;
}

type SpanFields = Parameters<typeof makeSpan>[0];

async function takeSpans(spans: SpanFields[], sdk = "opentelemetry") {
  const writer = createMemoryWriter();
  const messages = makeTraces(spans.map((span) => makeSpan(span)));
  const resourceAttributes = new Map([
    ...(messages[0]?.resource.attributes ?? []),
    ["telemetry.sdk.name", sdk] as const,
  ]);
  const request = messages.map((one) => ({
    ...one,
    resource: { ...one.resource, attributes: resourceAttributes },
  }));
  await createIntake(writer, () => nowMs).traces(request, 100, localSender);
  return writer.rows.errors;
}

const thrown = (
  fields: Partial<SpanFields> = {},
  more: Parameters<typeof attributes>[0] = {},
): SpanFields => ({
  events: [
    {
      timeUnixNano: nowNs,
      name: "exception",
      attributes: attributes({ ...exception, ...more }),
      droppedAttributesCount: 0,
    },
  ],
  ...fields,
});

test("an exception record without a fingerprint gets one, and is the same record when it is sent with it", async () => {
  const [row, ...others] = await takeLogs({ eventName: "exception", attributes: attributes(exception) });
  expect(others).toEqual([]);
  expect(row?.attributes.get("telltale.error.fingerprint")).toMatch(/^[0-9a-f]{16}$/);
  const [again] = await takeLogs({ eventName: "exception", attributes: new Map(row?.attributes) });
  expect(again?.identity).toBe(row?.identity);
});

test("a fingerprint of the sender stays, and other records get none", async () => {
  const own = { ...exception, "telltale.error.fingerprint": "mine" };
  const rows = await takeLogs(
    { eventName: "exception", attributes: attributes(own) },
    { eventName: "", attributes: attributes(exception) },
    { eventName: "exception", attributes: attributes({ "user.id": "u1" }) },
  );
  expect(rows.map((row) => row.attributes.get("telltale.error.fingerprint"))).toEqual([
    "mine",
    undefined,
    undefined,
  ]);
});

test("a sent fingerprint that is too long for an address is shortened, of records and spans alike", async () => {
  const long = { ...exception, "telltale.error.fingerprint": "f".repeat(100_000) };
  const [record] = await takeLogs({ eventName: "exception", attributes: attributes(long) });
  const [error] = await takeSpans([thrown({}, long)]);
  expect(error?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  expect(record?.attributes.get("telltale.error.fingerprint")).toBe(error?.fingerprint);
  const [other] = await takeSpans([thrown({}, { "telltale.error.fingerprint": "g".repeat(100_000) })]);
  expect(other?.fingerprint).not.toBe(error?.fingerprint);
});

test("the type of an error of a span has a bounded length", async () => {
  const [error] = await takeSpans([thrown({}, { "exception.type": "T".repeat(100_000) })]);
  expect(error?.type).toHaveLength(256);
});

test("an exception of a span is an error, of the same group as one that came as a record", async () => {
  const [record] = await takeLogs({ eventName: "exception", attributes: attributes(exception) });
  const errors = await takeSpans([
    thrown({ attributes: attributes({ "user.id": "u1", "session.id": "s1" }) }),
  ]);
  expect(errors).toMatchObject([
    {
      fingerprint: record?.attributes.get("telltale.error.fingerprint"),
      timeNs: nowNs,
      type: "TypeError",
      message: "order 17 is gone",
      place: "charge /srv/shop/src/pay.js",
      handled: true,
      userId: "u1",
      sessionId: "s1",
    },
  ]);
});

test("an exception that several spans of a trace recorded has one identity, and another trace's has its own", async () => {
  const errors = await takeSpans([
    thrown({ spanId: idBytes("0000000000000001") }),
    thrown({ spanId: idBytes("0000000000000002") }),
    thrown({ traceId: idBytes("11111111111111111111111111111111") }),
  ]);
  expect(errors.map(({ identity }) => identity === errors[0]?.identity)).toEqual([true, true, false]);
});

test("an exception that left its span was not handled, and its time is within that of the span", async () => {
  const late = {
    timeUnixNano: 1n,
    name: "exception",
    attributes: attributes({ ...exception, "exception.escaped": true }),
    droppedAttributesCount: 0,
  };
  const [error] = await takeSpans([{ events: [late] }]);
  expect(error?.handled).toBe(false);
  expect(error?.timeNs).toBe(nowNs - 5_000_000n);
});

test("Telltale's spans make no errors, other events neither, and a span makes at most eight", async () => {
  expect(await takeSpans([thrown()], "telltale")).toEqual([]);
  const event = {
    timeUnixNano: nowNs,
    name: "retry",
    attributes: attributes(exception),
    droppedAttributesCount: 0,
  };
  expect(await takeSpans([{ events: [event] }])).toEqual([]);
  expect(
    await takeSpans([{ events: Array.from({ length: 20 }, () => ({ ...event, name: "exception" })) }]),
  ).toHaveLength(8);
});
