import { expect, test } from "vitest";
import { attributes, idBytes, makeSpan, makeTraces, nowMs, nowNs } from "../../test/support/messages.ts";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { createIntake } from "./intake.ts";
import { localSender } from "./sender.ts";

const day = 86_400_000_000_000n;

async function take(...spans: Parameters<typeof makeSpan>[0][]) {
  const writer = createMemoryWriter();
  const intake = createIntake(writer, () => nowMs);
  const outcome = await intake.traces(makeTraces(spans.map((span) => makeSpan(span))), 100, localSender);
  return { rows: writer.rows.spans, outcome, counts: intake.counts };
}

test("a span becomes a row with all its parts", async () => {
  const { rows, outcome, counts } = await take({
    parentSpanId: idBytes("0102030405060708"),
    attributes: attributes({ "order.id": "order-789", total: 12.5, items: 3n }),
    events: [
      {
        timeUnixNano: nowNs,
        name: "cache miss",
        attributes: attributes({ key: "k" }),
        droppedAttributesCount: 1,
      },
    ],
    links: [
      {
        traceId: idBytes("11111111111111111111111111111111"),
        spanId: idBytes("2222222222222222"),
        traceState: "a=b",
        flags: 1,
        attributes: new Map(),
        droppedAttributesCount: 2,
      },
    ],
    status: { code: 2, message: "declined" },
    traceState: "ot=th:8",
  });
  expect(outcome).toEqual({ rejected: 0n, errorMessage: "" });
  expect(counts.received.spans).toBe(1);
  expect(counts.stored.spans).toBe(1);
  expect(rows).toMatchObject([
    {
      resource: { service: "shop", environment: "" },
      scope: { scopeName: "shop", scopeVersion: "1.0.0", scopeJson: "" },
      parentId: idBytes("0102030405060708"),
      startNs: nowNs - 5_000_000n,
      durationNs: 5_000_000n,
      status: 2,
      statusMessage: "declined",
      traceState: "ot=th:8",
      attributes: attributes({ "order.id": "order-789", total: 12.5, items: 3n }),
      events: [{ name: "cache miss", timeNs: nowNs, dropped: 1 }],
      links: [{ traceState: "a=b", flags: 1, dropped: 2 }],
    },
  ]);
});

test.each<[string, Parameters<typeof makeSpan>[0]]>([
  ["trace_id has 8 bytes instead of 16", { traceId: idBytes("0102030405060708") }],
  ["trace_id is all zero", { traceId: new Uint8Array(16) }],
  ["span_id has 0 bytes instead of 8", { spanId: new Uint8Array(0) }],
  ["span_id is all zero", { spanId: new Uint8Array(8) }],
  ["parent_span_id has 4 bytes instead of 8", { parentSpanId: idBytes("01020304") }],
  ["start_time_unix_nano is missing, or not above 0", { startTimeUnixNano: 0n }],
  ["start_time_unix_nano lies before 1971 (is it in ns since 1970?)", { startTimeUnixNano: BigInt(nowMs) }],
  ["start_time_unix_nano lies more than 7 days in the future", { startTimeUnixNano: nowNs + 7n * day + 1n }],
  ["end_time_unix_nano lies more than 7 days in the future", { endTimeUnixNano: (1n << 64n) - 1n }],
])("is rejected alone: %s", async (reason, bad) => {
  const { rows, outcome, counts } = await take({ name: "good" }, bad, { name: "good, too" });
  expect(rows.map(({ name }) => name)).toEqual(["good", "good, too"]);
  expect(outcome).toEqual({ rejected: 1n, errorMessage: `1 spans rejected: ${reason}` });
  expect(counts.received.spans).toBe(3);
  expect(counts.stored.spans).toBe(2);
  expect(counts.rejected.spans).toBe(1);
});

test("seven days ahead is the last time that is believed", async () => {
  const { rows } = await take({ startTimeUnixNano: nowNs + 7n * day, endTimeUnixNano: nowNs + 7n * day });
  expect(rows).toHaveLength(1);
});

test("a span that ends before it starts happened, without a duration", async () => {
  const { rows } = await take({ endTimeUnixNano: nowNs - 6_000_000n }, { endTimeUnixNano: 0n });
  expect(rows.map(({ durationNs }) => durationNs)).toEqual([0n, 0n]);
});

test("a span without a name is kept as unknown; a zero parent is a root; a link to nothing counts as dropped", async () => {
  const { rows } = await take({
    name: "",
    kind: 99,
    parentSpanId: new Uint8Array(8),
    links: [
      {
        traceId: new Uint8Array(16),
        spanId: new Uint8Array(8),
        traceState: "",
        flags: 0,
        attributes: new Map(),
        droppedAttributesCount: 0,
      },
    ],
  });
  expect(rows).toMatchObject([
    { name: "unknown", kind: 0, parentId: new Uint8Array(8), links: [], droppedLinks: 1 },
  ]);
});

test("a service that does not say its name is unknown; old and new names of the environment are read", async () => {
  const writer = createMemoryWriter();
  const intake = createIntake(writer, () => nowMs);
  for (const resource of [
    {},
    { "deployment.environment": "old" },
    { "deployment.environment": "old", "deployment.environment.name": "new" },
  ]) {
    await intake.traces(makeTraces([makeSpan()], attributes(resource)), 1, localSender);
  }
  const resources = writer.rows.spans.map(({ resource }) => resource);
  expect(resources.map(({ service, environment }) => [service, environment])).toEqual([
    ["unknown_service", ""],
    ["unknown_service", "old"],
    ["unknown_service", "new"],
  ]);
  expect(new Set(resources.map(({ hash }) => hash)).size).toBe(3);
});

test("what the store did not take is counted nowhere", async () => {
  const writer = createMemoryWriter();
  const intake = createIntake(writer, () => nowMs);
  writer.fail(new Error("away"));
  await expect(intake.traces(makeTraces([makeSpan()]), 1, localSender)).rejects.toThrow("away");
  expect(intake.counts.received.spans).toBe(0);
  expect(intake.counts.stored.spans).toBe(0);
});
