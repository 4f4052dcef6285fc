// @module-tag extended
// A burst of business records: what one synchronous loop records arrives; what does not fit in the bytes there are is said once.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { log, recordTransaction, start, type StartOptions, type Telltale } from "../src/index.ts";
import { runProgram } from "./engine/ended.ts";
import { attributesOf } from "./engine/receiver.ts";
import { type IdReceiver, receiveIds } from "./id-receiver.ts";

let receiver: IdReceiver;
let telemetry: Telltale | undefined;
let folder: string;

beforeEach(async () => {
  receiver = await receiveIds();
  folder = mkdtempSync(path.join(tmpdir(), "telltale-burst-"));
});

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

function begin(options: StartOptions = {}): Telltale {
  return (telemetry = start({ service: "shop", endpoint: receiver.url, handleExit: false, ...options }));
}

function sell(from: number, to: number, attributes?: object): void {
  const startTime = new Date();
  for (let at = from; at < to; at++) {
    const id = `order-${at}`;
    recordTransaction("purchase", {
      id,
      amount: 5,
      currency: "EUR",
      outcome: "completed",
      startTime,
      attributes,
    });
  }
}

const arrived = (): number => receiver.ids("order").size;

const details = {
  "shop.region": "eu-west",
  "shop.channel": "mobile app",
  "shop.items": 3,
  "shop.coupon": "SPRING-2026",
  "shop.express": true,
};

test.each([
  ["without attributes", undefined],
  ["with attributes", details],
])("50,000 records in one synchronous loop arrive with default options, %s", async (_, attributes) => {
  const { flush, stats } = begin();
  sell(0, 50_000, attributes);
  await flush(60_000);
  expect(arrived()).toBe(50_000);
  expect(stats().logs).toMatchObject({ exported: 50_000, dropped: {} });
});

test("what does not fit is counted: as many bytes as there are arrive of 200,000, the rest is lost", async () => {
  const { flush, stats } = begin();
  sell(0, 200_000);
  await flush(60_000);
  const lost = stats().logs.dropped["queue_full"] ?? 0;
  expect(arrived()).toBeGreaterThan(50_000);
  expect(arrived() + lost).toBe(200_000);
});

test("a caller that awaits `flush` now and then may record any number", async () => {
  const { flush, stats } = begin({ limits: { queueBytes: 4_000_000 } });
  for (let from = 0; from < 40_000; from += 4000) {
    sell(from, from + 4000);
    await flush(60_000);
  }
  expect(arrived()).toBe(40_000);
  expect(stats().logs.dropped).toEqual({});
});

test("with a spool, what memory has no room for is written to disk, and all of it arrives", async () => {
  const { flush, stats } = begin({ limits: { queueBytes: 2_000_000 }, spool: { directory: folder } });
  sell(0, 20_000);
  expect(stats().logs.spooled).toBeGreaterThan(5000);
  await flush(60_000);
  await expect.poll(arrived, { timeout: 30_000, interval: 200 }).toBe(20_000);
  expect(stats().logs.dropped).toEqual({});
});

test("a burst of business records takes no room from log messages", async () => {
  const { flush } = begin();
  sell(0, 10_000);
  for (let at = 0; at < 1000; at++) log.info(`message-${at}`);
  await flush(60_000);
  expect(receiver.ids("message").size).toBe(1000);
});

const burst = `import { recordTransaction, start } from "telltale";
  const telemetry = start({ service: "shop", limits: { queueBytes: 2_000_000 } });
  const startTime = new Date();
  for (let at = 0; at < 20_000; at++) {
    recordTransaction("purchase", { id: "order-" + at, amount: 5, currency: "EUR", outcome: "completed", startTime });
  }
  await telemetry.flush(30_000);
  const { exported, dropped } = telemetry.stats().logs;
  console.log(JSON.stringify({ exported, dropped }));`;

test.each([undefined, "error"])("a loss is said once on standard error, log level %s", async (level) => {
  const { output } = await runProgram(burst, {
    TELLTALE_ENDPOINT: receiver.url,
    ...(level === undefined ? {} : { OTEL_LOG_LEVEL: level }),
  }).ended;
  const { exported, dropped } = JSON.parse(/^\{.*\}$/m.exec(output)?.[0] ?? "{}");
  expect(arrived()).toBe(exported);
  expect(exported + dropped.queue_full).toBe(20_000);
  expect(exported).toBeGreaterThan(2000);
  const lines = output.split("\n").filter((line) => line.startsWith("telltale: lost"));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(` ${dropped.queue_full} business records`);
  expect(lines[0]).toContain("(queue_full): the queue was full. Await flush()");
  expect(lines[0]).toContain("stats() counts them");
});

test("with the log level none nothing is said", async () => {
  const { output } = await runProgram(burst, { TELLTALE_ENDPOINT: receiver.url, OTEL_LOG_LEVEL: "none" })
    .ended;
  expect(output.trim().split("\n")).toHaveLength(1);
});

test("a receiver that is away: what is lost is said with its cause when telemetry stops", async () => {
  const gone = await receiveIds();
  await gone.close();
  const program = burst.replace("flush(30_000)", "stop(200)").replace("20_000", "1_000");
  const { output } = await runProgram(program, { TELLTALE_ENDPOINT: gone.url }).ended;
  expect(output).toMatch(/^telltale: lost .*\b1000 business records\b.* \(stopped\): telemetry stopped/m);
});

test("a loss leaves as a figure, too", async () => {
  const { flush, stats } = begin({ limits: { queueBytes: 1_000_000 }, selfMetrics: true });
  sell(0, 20_000);
  await flush(60_000);
  const lost = stats().logs.dropped["queue_full"] ?? 0;
  expect(lost).toBeGreaterThan(0);
  const points = receiver
    .metricPoints("otel.sdk.processor.log.processed")
    .filter((point) => attributesOf(point)["error.type"] === "queue_full")
    .map((point) => Number(point["asInt"] ?? point["asDouble"]));
  expect(points.at(-1)).toBe(lost);
});
