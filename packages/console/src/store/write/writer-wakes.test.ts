// A waiting part of the writer is woken by what it waits for and by nothing else: after the last event of any run, with an engine that
// fails, hangs, refuses to settle and is slow at random, time alone brings every answer.
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClickHouseClient } from "../client.ts";
import type { LogRow } from "../rows.ts";
import { plainLogs } from "../../../test/support/rows.ts";
import { createDuplicateWindow } from "./duplicates.ts";
import { createWriter } from "./writer.ts";

const toFake = ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "Date"] as const;
beforeEach(() => void vi.useFakeTimers({ toFake: [...toFake], now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const [plain] = plainLogs(1) as [LogRow];

const sizes = { spans: 100, logRecords: 100, businessEvents: 100 };
const step = fc.record({ afterMs: fc.integer({ min: 0, max: 2000 }), ok: fc.boolean() });
const event = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 400 })),
  what: fc.constantFrom("write", "write", "write", "write late", "hold", "begin and leave"),
  /** Of the connection it comes over; without one it comes from elsewhere. */
  connection: fc.option(fc.nat(3), { nil: undefined }),
  ids: fc.array(fc.bigInt({ min: 1n, max: 40n }), { minLength: 1, maxLength: 8 }),
});
const run = fc.record({
  inserts: fc.array(step, { maxLength: 20 }),
  settlings: fc.array(step, { maxLength: 6 }),
  events: fc.array(event, { minLength: 1, maxLength: 25 }),
  maxRows: fc.constantFrom(3, 50_000),
  maxInsertBytes: fc.constantFrom(1, 28_000_000),
});

/** Does as the next of `steps` says; when there are no more, what is asked is done at once. */
async function take(steps: { readonly afterMs: number; readonly ok: boolean }[]): Promise<void> {
  const next = steps.shift();
  if (next === undefined) return;
  await new Promise((resolve) => setTimeout(resolve, next.afterMs));
  if (!next.ok) throw new Error("not now");
}

test("every answer comes by itself", async () => {
  await fc.assert(
    fc.asyncProperty(run, async ({ inserts, settlings, events, maxRows, maxInsertBytes }) => {
      const [insertSteps, settlingSteps] = [[...inserts], [...settlings]];
      let inserting = 0;
      let mayInsert = true;
      const client = {
        async exec({ query }: { query: string }) {
          if (!query.startsWith("INSERT")) return { stream: [] };
          expect(mayInsert).toBe(true);
          inserting += 1;
          try {
            await take(insertSteps);
          } finally {
            inserting -= 1;
          }
          return { stream: [] };
        },
      } as unknown as ClickHouseClient;
      const writer = createWriter(
        {
          client,
          window: createDuplicateWindow({ sizes, filterSizes: sizes }),
          ready: async () => undefined,
          async readStored() {
            expect(inserting).toBe(0);
            mayInsert = false;
            await take(settlingSteps).finally(() => (mayInsert = true));
          },
          markUnsettled: () => undefined,
        },
        { maxRows, maxInsertBytes, uptimeMs: Date.now },
      );

      let open = 0;
      function watch(answer: Promise<unknown>): void {
        open += 1;
        answer.then(
          () => (open -= 1),
          () => (open -= 1),
        );
      }
      const heldFor = async (ms: number): Promise<void> => {
        expect(inserting).toBe(0);
        mayInsert = false;
        await new Promise((resolve) => setTimeout(resolve, ms));
        mayInsert = true;
      };
      const connections = Array.from({ length: 4 }, () => ({ destroyed: false }));
      for (const { afterMs, what, ids, connection } of events) {
        await vi.advanceTimersByTimeAsync(afterMs);
        if (what === "hold") {
          if (mayInsert) watch(writer.whilePaused(() => heldFor(Number(ids[0]) * 10)));
          continue;
        }
        const request =
          connection === undefined ? undefined : writer.requests.begin(connections[connection]!);
        if (what === "begin and leave") {
          // some go, and some are read for ever
          if (ids[0]! % 2n === 0n) request?.end();
          continue;
        }
        const timeNs = what === "write" ? BigInt(Date.now() + 60_000) * 1_000_000n : 1n;
        const answer = writer.write(100, (sink) => {
          for (const identity of ids) sink.log({ ...plain, timeNs, identity });
        });
        request?.rowsAdded();
        watch(answer.finally(() => request?.end()));
      }
      await vi.advanceTimersByTimeAsync(120_000);
      expect([open, writer.queueBytes, writer.isInDoubt]).toEqual([0, 0, false]);
      await writer.close();
    }),
    { numRuns: 300 },
  );
});
