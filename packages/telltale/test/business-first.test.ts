// Business records are exact: whatever else is logged, they have room of their own while the receiver is away.
import { afterEach, expect, test } from "vitest";
import { log, memoryExporter, recordTransaction, start, type Telltale } from "../src/index.ts";
import type { Batch, Exporter } from "../src/export/index.ts";
import type { LimitOptions } from "../src/options/index.ts";

let telemetry: Telltale;
let answer: (() => void) | undefined;

afterEach(async () => {
  answer?.();
  await telemetry.stop();
});

/** Begins with a receiver that answers only on demand, and a queue of ten. */
function begin(limits: LimitOptions = {}): { readonly names: () => string[] } {
  const memory = memoryExporter();
  const reported = new Promise<void>((resolve) => (answer = resolve));
  const slow: Exporter = {
    name: "slow",
    signals: ["logs"],
    async send(batch: Batch, signal) {
      await reported;
      return memory.send(batch, signal);
    },
  };
  telemetry = start({ exporters: [slow], handleExit: false, limits: { queueSize: 10, ...limits } });
  const names = (): string[] => memory.logs().map(({ eventName, body }) => eventName ?? String(body));
  // definitions are the process's, and other files make some too
  return { names: () => names().filter((name) => name !== "telltale.definition") };
}

function sell(): void {
  recordTransaction("purchase", {
    id: "order-789",
    amount: 5,
    currency: "EUR",
    outcome: "completed",
    startTime: new Date(),
  });
}

test("a burst of plain records pushes no business record out", async () => {
  const { names } = begin();
  for (let turn = 0; turn < 200; turn++) log.info("noise");
  for (let turn = 0; turn < 10; turn++) sell();
  const { dropped } = telemetry.stats().logs;
  expect(dropped["queue_full"]).toBeGreaterThan(0);
  answer?.();
  await telemetry.flush();
  const business = names().filter((name) => name === "telltale.transaction.ended");
  expect(business).toHaveLength(10);
  expect(names()).toHaveLength(210 - (dropped["queue_full"] ?? 0));
});

test("they are bounded, too, in bytes of their own: the rest is counted", async () => {
  const { names } = begin({ queueBytes: 20_000 });
  for (let turn = 0; turn < 500; turn++) sell();
  const { dropped, queued } = telemetry.stats().logs;
  expect(queued).toBeLessThan(500);
  expect(queued).toBeGreaterThan(20);
  answer?.();
  await telemetry.flush();
  expect(names().length + (dropped["queue_full"] ?? 0)).toBe(500);
});
