// Whatever arrives at full speed, the engine's memory is enough for it: an insert that fails for want of memory is in doubt, and
// everything stands still until it is known how far it came.
// @module-tag extended
import { randomBytes, randomFillSync } from "node:crypto";
import type { AnyValue } from "otlp";
import { expect, test } from "vitest";
import { openStore } from "../src/store/store.ts";
import { ProblemError } from "../src/problem/problem.ts";
import type { RowSink, SpanRow } from "../src/store/rows.ts";
import { plainLogs, plainSpans } from "./support/rows.ts";
import { temporaryDirectory } from "./support/temporary.ts";

const text = (length: number): string => randomBytes(length).toString("base64").slice(0, length);

const pairs = (count: number, key: (at: number) => string, value: (at: number) => AnyValue) =>
  new Map(Array.from({ length: count }, (_, at) => [key(at), value(at)] as const));

/** About two megabytes of spans each: what makes them heavy is different. */
const shapes: readonly (readonly SpanRow[])[] = [
  spansWith(2000, () => new Map([["db.query.text", text(1000)]])),
  spansWith(20, () => new Map([["db.query.text", text(100_000)]])),
  spansWith(2, () => new Map([["db.query.text", text(1_000_000)]])),
  spansWith(400, () =>
    pairs(
      100,
      (at) => `key.${at}`,
      () => text(30),
    ),
  ),
  spansWith(160, () =>
    pairs(
      100,
      (at) => `key.${at}`.padEnd(100, "x"),
      (at) => BigInt(at),
    ),
  ),
  spansWith(600, () =>
    pairs(
      50,
      () => text(40),
      () => text(20),
    ),
  ),
];

function spansWith(count: number, attributes: () => ReadonlyMap<string, AnyValue>): SpanRow[] {
  return plainSpans(count).map((span) => ({ ...span, attributes: attributes() }));
}

/** Words that were not sent before. */
const records = plainLogs(40).map((record) => ({
  ...record,
  body: text(50_000).replaceAll(/(.{6})/g, "$1 "),
}));

function addRequest(number: number): (sink: RowSink) => void {
  return (sink) => {
    for (const span of shapes[number % shapes.length]!) sink.span({ ...span, spanId: randomBytes(8) });
    if (number % shapes.length > 0) return;
    for (const record of records)
      sink.log({ ...record, identity: randomFillSync(new BigUint64Array(1))[0]! });
  };
}

test("no insert is in doubt, however heavy the rows and however greedy the questions", async () => {
  const notes: string[] = [];
  const store = await openStore({ directory: temporaryDirectory(), onNote: (note) => notes.push(note) });
  let toSend = 36;

  async function send(): Promise<void> {
    while (toSend > 0) {
      const number = toSend--;
      try {
        await store.writer.write(2_000_000, addRequest(number));
      } catch (error) {
        if (!(error instanceof ProblemError) || error.code !== "WRITE_QUEUE_FULL") throw error;
        toSend += 1;
      }
    }
  }

  async function ask(): Promise<void> {
    const greedy = "SELECT length(groupArray(repeat('x', 100))) AS n FROM numbers(1200000)";
    while (toSend > 0) await store.queries.runText(greedy).catch(() => undefined);
  }

  try {
    await Promise.all([...Array.from({ length: 12 }, send), ask(), ask()]);
    expect(notes).toEqual([]);
  } finally {
    await store.close();
  }
});
