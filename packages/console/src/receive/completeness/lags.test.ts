import { expect, test } from "vitest";
import { createMemoryWriter } from "../../../test/support/memory-writer.ts";
import {
  attributes,
  makeLog,
  makeLogs,
  makeMetric,
  makeMetrics,
  makePoint,
  makeSpan,
  makeTraces,
  nowMs,
} from "../../../test/support/messages.ts";
import type { CompletenessRow } from "../../store/completeness.ts";
import { createIntake, type Intake } from "../intake.ts";
import { localSender, type Sender } from "../sender.ts";
import { createLags } from "./lags.ts";

/** A console whose clock the test moves. */
function createConsole() {
  let clock = nowMs;
  const writer = createMemoryWriter();
  const intake = createIntake(writer, () => clock);
  return {
    writer,
    intake,
    wait: (ms: number): void => void (clock += ms),
    now: () => clock,
    /** The rows of one signal. */
    rows: (signal: CompletenessRow["signal"] = "spans") =>
      intake.lags.takeChanged().filter((row) => row.signal === signal),
  };
}

const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;
const shop = (instance = ""): ReturnType<typeof attributes> =>
  attributes({ "service.name": "shop", "service.instance.id": instance });

/** A sender on the library, whose oldest record has waited for `ageMs`. */
const library = (atMs: number, ageMs: number): Sender => ({
  tenant: "",
  sent: { atMs, oldestAgeMs: ageMs },
});

function sendSpan(
  intake: Intake,
  endMs: number,
  sender: Sender = localSender,
  instance?: string,
): Promise<unknown> {
  const times = { startTimeUnixNano: ns(endMs - 600_000), endTimeUnixNano: ns(endMs) };
  return intake.traces(makeTraces([makeSpan(times)], shop(instance)), 1, sender);
}

test("a sender that says how old its oldest record is, is as late as that; then current with its next request", async () => {
  const { intake, wait, now, rows } = createConsole();
  await sendSpan(intake, now() - 300_000, library(now(), 300_000));
  expect(rows()).toEqual([
    {
      tenant: "",
      service: "shop",
      signal: "spans",
      receivedMs: nowMs,
      lagMs: 300_000,
      heldMs: 300_000,
      usualMs: 0,
      gapMs: 0,
      said: true,
      seenMs: nowMs,
    },
  ]);
  wait(2000);
  await sendSpan(intake, now(), library(now(), 50));
  expect(rows()).toMatchObject([{ lagMs: 50, heldMs: 300_000, receivedMs: nowMs + 2000 }]);
  wait(10_000);
  await sendSpan(intake, now(), library(now(), 20));
  expect(rows()).toMatchObject([{ lagMs: 20, heldMs: 20 }]);
  expect(rows()).toEqual([]);
});

test("what is late is said again every 20 s until it is silent, so that others see that the console runs", async () => {
  const { intake, wait, now, rows } = createConsole();
  await sendSpan(intake, now(), library(now(), 300_000));
  const [first] = rows();
  wait(19_999);
  expect(rows()).toEqual([]);
  wait(1);
  expect(rows()).toEqual([{ ...first, seenMs: now() }]);
  expect(rows()).toEqual([]);
  // ten minutes after a single request
  wait(580_000);
  expect(rows()).toHaveLength(1);
  wait(20_000);
  expect(rows()).toEqual([]);
});

test("without a word of the sender the newest record decides, and a long span is not late", async () => {
  const { intake, now, rows } = createConsole();
  await intake.traces(
    makeTraces([
      makeSpan({ startTimeUnixNano: ns(now() - 900_000), endTimeUnixNano: ns(now() - 40_000) }),
      makeSpan({ startTimeUnixNano: ns(now() - 900_000), endTimeUnixNano: ns(now() - 2000) }),
    ]),
    1,
    localSender,
  );
  expect(rows()).toMatchObject([{ lagMs: 2000, heldMs: 2000, said: false }]);
});

test("business records, other logs and metrics are apart", async () => {
  const { intake, now, rows } = createConsole();
  const business = makeLog({ eventName: "telltale.transaction.started", timeUnixNano: ns(now() - 9000) });
  const plain = makeLog({ timeUnixNano: 0n, observedTimeUnixNano: ns(now() - 4000) });
  const other = makeLog({ eventName: "telltale.loss", timeUnixNano: ns(now() - 100) });
  await intake.logs(makeLogs([other, business, plain, other]), 1, localSender);
  const point = makePoint({ timeUnixNano: ns(now() - 1000) });
  const sum = { kind: "gauge", points: [point] } as const;
  await intake.metrics(makeMetrics([makeMetric(sum)]), 1, localSender);
  expect(intake.lags.takeChanged().map(({ signal, lagMs }) => [signal, lagMs])).toEqual([
    ["logs", 4000],
    ["business", 9000],
    ["metrics", 1000],
  ]);
  expect(rows()).toEqual([]);
});

test.each([
  ["ahead", 600_000, 0, 0],
  ["ahead and late", 600_000, 300_000, 300_000],
  ["behind: records with times of before still come", -600_000, 50, 600_050],
])("clock of the sender %s", async (_, offsetMs, ageMs, lagMs) => {
  const { intake, now, rows } = createConsole();
  await sendSpan(intake, now() + offsetMs, library(now() + offsetMs, ageMs));
  expect(rows()).toMatchObject([{ lagMs }]);
});

test("the latest instance decides, until it is silent", async () => {
  const { intake, wait, now, rows } = createConsole();
  await sendSpan(intake, now(), library(now(), 400_000), "one");
  await sendSpan(intake, now(), library(now(), 10), "two");
  wait(11_000);
  await sendSpan(intake, now(), library(now(), 10), "two");
  expect(rows()).toMatchObject([{ lagMs: 400_000 }]);
  // after a single request it is ten minutes until an instance is given up
  wait(600_000);
  await sendSpan(intake, now(), library(now(), 10), "two");
  expect(rows()).toMatchObject([{ lagMs: 10, heldMs: 10 }]);
});

test("the time in which the store is slow counts, and what it refuses has not arrived", async () => {
  const { intake, writer, wait, now, rows } = createConsole();
  const release = writer.hold();
  const sending = sendSpan(intake, now(), library(now(), 0));
  expect(rows()).toEqual([]);
  wait(90_000);
  release();
  await sending;
  expect(rows()).toMatchObject([{ lagMs: 90_000, receivedMs: nowMs + 90_000 }]);
  writer.fail(new Error("away"));
  await expect(sendSpan(intake, now())).rejects.toThrow("away");
  expect(rows()).toEqual([]);
});

test("imports say nothing, nor do records of a sender that are older than an hour", async () => {
  const { intake, now, rows } = createConsole();
  await sendSpan(intake, now() - 60_000, { tenant: "", imports: true });
  await sendSpan(intake, now() - 86_400_000);
  expect(rows()).toEqual([]);
  // unless the sender says that they waited
  await sendSpan(intake, now() - 86_400_000, library(now(), 86_400_000));
  expect(rows()).toMatchObject([{ lagMs: 86_400_000 }]);
});

test("a burst after five minutes does not become the usual lag, and a night without traffic not the usual gap", async () => {
  const { intake, wait, now, rows } = createConsole();
  for (let at = 0; at < 360; at++) {
    wait(10_000);
    await sendSpan(intake, now() - 1500);
  }
  wait(300_000);
  for (let at = 0; at < 100; at++) {
    wait(50);
    await sendSpan(intake, now() - 300_000);
  }
  wait(8 * 3_600_000);
  await sendSpan(intake, now() - 1500);
  const [row] = rows();
  expect(row?.usualMs).toBe(2000);
  expect(row?.gapMs).toBeLessThan(40_000);
});

test("tenants are apart", async () => {
  const { intake, now, rows } = createConsole();
  for (const tenant of ["a", "b"]) await sendSpan(intake, now(), { tenant });
  expect(rows().map(({ tenant, service }) => [tenant, service])).toEqual([
    ["a", "shop"],
    ["b", "shop"],
  ]);
});

test("what was usual before a restart still is", async () => {
  const { intake, wait, now, rows } = createConsole();
  intake.lags.know([{ tenant: "", service: "shop", signal: "spans", usualMs: 8000, gapMs: 30_000 }]);
  wait(1000);
  await sendSpan(intake, now() - 10);
  expect(rows()).toMatchObject([{ usualMs: 8000, gapMs: 30_000 }]);
});

test("with too many instances the one that was silent for longest is forgotten, of whichever service", () => {
  let clock = nowMs;
  const lags = createLags(() => clock, 10, 3);
  const send = (service: string, instance: string, lagMs: number): void => {
    clock += 1000;
    const upToMs = clock - lagMs;
    lags.stored([
      { tenant: "", service, instance, signal: "spans", upToMs, oldestMs: upToMs, source: "arrival" },
    ]);
  };
  send("shop", "one", 300_000);
  send("shop", "two", 90_000);
  send("mail", "one", 10);
  const lagsNow = () => lags.takeChanged().map(({ service, lagMs }) => [service, lagMs]);
  expect(lagsNow()).toEqual([
    ["shop", 300_000],
    ["mail", 10],
  ]);
  // pushes out the latest of the shop
  send("mail", "two", 10);
  send("shop", "two", 90_000);
  expect(lagsNow()).toEqual([
    ["mail", 10],
    ["shop", 90_000],
  ]);
});

test("names that never come again do not push out those that sent within the hour", () => {
  let clock = nowMs;
  const lags = createLags(() => clock, 2);
  const report = (service: string) =>
    ({
      tenant: "",
      service,
      instance: "",
      signal: "spans",
      upToMs: clock,
      oldestMs: clock,
      source: "arrival",
    }) as const;
  lags.stored([report("a"), report("b"), report("c")]);
  expect(lags.takeChanged().map(({ service }) => service)).toEqual(["a", "b"]);
  clock += 3_600_000;
  lags.stored([report("b"), report("c")]);
  expect(lags.takeChanged().map(({ service }) => service)).toEqual(["b", "c"]);
});
