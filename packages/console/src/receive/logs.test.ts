import { expect, test } from "vitest";
import { attributes, idBytes, makeLog, makeLogs, nowMs, nowNs } from "../../test/support/messages.ts";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { createIntake } from "./intake.ts";
import { localSender } from "./sender.ts";

async function take(...logs: Parameters<typeof makeLog>[0][]) {
  const writer = createMemoryWriter();
  const intake = createIntake(writer, () => nowMs);
  const outcome = await intake.logs(makeLogs(logs.map((log) => makeLog(log))), 100, localSender);
  return { rows: writer.rows.logs, outcome };
}

test("a record keeps its body, ids and attributes", async () => {
  const body = new Map([["order", ["a", 1n]]]);
  const { rows } = await take({
    body,
    traceId: idBytes("5b8efff798038103d269b633813fc60c"),
    spanId: idBytes("eee19b7ec3c1b174"),
    attributes: attributes({ a: 1n }),
  });
  expect(rows).toMatchObject([
    {
      body,
      severity: 9,
      traceId: idBytes("5b8efff798038103d269b633813fc60c"),
      timeNs: nowNs,
      attributes: attributes({ a: 1n }),
    },
  ]);
});

test("the time is when it happened, else when it was observed, else now", async () => {
  const { rows } = await take(
    { timeUnixNano: nowNs - 5n, observedTimeUnixNano: nowNs - 3n },
    { timeUnixNano: 0n, observedTimeUnixNano: nowNs - 3n },
    { timeUnixNano: 0n, observedTimeUnixNano: 0n },
  );
  expect(rows.map(({ timeNs, observedNs }) => [nowNs - timeNs, nowNs - observedNs])).toEqual([
    [5n, 3n],
    [3n, 3n],
    [0n, 0n],
  ]);
});

test("a record with an absurd time is rejected alone, one with broken ids belongs to no trace", async () => {
  const { rows, outcome } = await take(
    { timeUnixNano: 12n },
    { traceId: idBytes("0102"), spanId: idBytes("03"), severityNumber: 77 },
  );
  expect(outcome).toEqual({
    rejected: 1n,
    errorMessage: "1 log records rejected: time_unix_nano lies before 1971 (is it in ns since 1970?)",
  });
  expect(rows).toMatchObject([{ traceId: new Uint8Array(16), spanId: new Uint8Array(8), severity: 0 }]);
});

test("the same request gives the same identities, equal records in it different ones", async () => {
  const request = [{ body: "tick" }, { body: "tick" }, { body: "tock" }];
  const first = (await take(...request)).rows.map(({ identity }) => identity);
  const again = (await take(...request)).rows.map(({ identity }) => identity);
  expect(again).toEqual(first);
  expect(new Set(first).size).toBe(3);
});

test("a record with an id is the same record, whatever was left out or added on its way", async () => {
  const uid = (id: string, more = {}) => attributes({ "log.record.uid": id, ...more });
  const { rows } = await take(
    { attributes: uid("a"), body: "paid", severityText: "INFO" },
    { attributes: uid("a", { added: "later" }), body: null },
    { attributes: uid("a") },
    { attributes: uid("b") },
  );
  const [first, ...others] = rows.map(({ identity }) => identity);
  expect(others.map((one) => one === first)).toEqual([true, true, false]);
});

test.each<[string, Parameters<typeof makeLog>[0]]>([
  ["time", { timeUnixNano: nowNs - 1n }],
  ["observed time", { observedTimeUnixNano: nowNs - 1n }],
  ["severity", { severityNumber: 10 }],
  ["severity text", { severityText: "info" }],
  ["event name", { eventName: "x" }],
  ["body", { body: "other" }],
  ["attributes", { attributes: attributes({ a: 1n }) }],
  ["trace", { traceId: idBytes("5b8efff798038103d269b633813fc60c") }],
  ["span", { spanId: idBytes("eee19b7ec3c1b174") }],
  ["flags", { flags: 1 }],
])("another %s is another record", async (_what, change) => {
  const { rows } = await take({}, change);
  expect(rows[0]!.identity).not.toBe(rows[1]!.identity);
});
