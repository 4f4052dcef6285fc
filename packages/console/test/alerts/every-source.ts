// Half an hour of seeded data of every kind that alert rules read, with what makes readings differ: several services and resources, attributes
// of every type, records that came twice, counters that begin again, hostile names.
import type { StoredFinding } from "../../src/store/findings.ts";
import type { AttributeMap, ResourceRow, RowSink } from "../../src/store/rows.ts";
import {
  attributes,
  distribution,
  event,
  log,
  resource,
  sample,
  series,
  span,
  type TestApi,
} from "../api/harness.ts";

/** Beginning of the data. */
export const begin: number = Date.parse("2026-11-20T14:00:00Z");
export const minutes = 30;
/** An attribute and a value that end texts, patterns and names of SQL. */
export const hostileKey = 'it\'s `a` \\ "key" %_ {x:String}';
export const hostileValue = "'; -- % _ \\ `\" {y:String}\n=";

/** Numbers from 0 to 1: the same in every run (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const resources: readonly ResourceRow[] = [
  resource("shop", { "host.name": "h1", region: "eu", "service.version": "1" }),
  resource("shop", { "host.name": "h2", region: "us", zone: 3n }),
  resource("payments", { "host.name": "h3", region: "eu" }),
];
/** Kept of one, two and four spans. */
const traceStates = ["", "", "ot=th:8", "ot=th:c"] as const;
const tiers = ["free", "pro", "vip", ""] as const;

/** A time in the data, with a part of a millisecond: Unix ns. */
type Moment = (random: () => number) => bigint;
const anyTime: Moment = (random) =>
  BigInt(begin) * 1_000_000n + BigInt(Math.floor(random() * minutes * 60_000_000)) * 1000n;

function pick<Item>(random: () => number, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!;
}

/** Attributes of several types; each may be missing. */
function someAttributes(random: () => number): AttributeMap {
  const values: Record<string, string | bigint | number | boolean> = {};
  if (random() < 0.8) values["tier"] = pick(random, tiers);
  if (random() < 0.5) values["attempt"] = BigInt(Math.floor(random() * 3));
  if (random() < 0.5) values["ratio"] = pick(random, [0.25, 1.5, -3]);
  if (random() < 0.5) values["cached"] = random() < 0.5;
  if (random() < 0.1) values[hostileKey] = hostileValue;
  // an attribute of the record hides the one of its resource
  if (random() < 0.1) values["region"] = "own";
  return attributes(values);
}

/** Writes all of it. */
export async function fillEverySource(api: TestApi): Promise<void> {
  await api.write(writeEverySource);
  await api.store.findings.save(findings(randomOf(36)), begin);
}

function writeEverySource(sink: RowSink): void {
  const random = randomOf(18);
  addSpans(sink, random);
  addTransactions(sink, random);
  addSteps(sink, random);
  addWorkflows(sink, random);
  addLogs(sink, random);
  addMetrics(sink, random);
}

/** Traces with one finding or several, of which some are gone. */
function findings(random: () => number): readonly StoredFinding[] {
  return Array.from({ length: 160 }, (_, index): readonly StoredFinding[] => {
    const startUs = Number(anyTime(random) / 1000n);
    const weight = pick(random, [1, 1, 2.5, 10]);
    const service = pick(random, ["shop", "payments"]);
    return Array.from({ length: pick(random, [1, 1, 3]) }, (_none, place) => ({
      tenant: "",
      fingerprint: `${index}-${place}`.padStart(16, "0"),
      traceId: index.toString(16).padStart(32, "0"),
      startUs,
      kind: pick(random, ["repeated-queries", "repeated-calls", "large-payload"]),
      shape: "consecutive",
      service: random() < 0.8 ? service : "mail",
      environment: pick(random, ["", "production"]),
      version: pick(random, ["", "1", "2"]),
      operation: pick(random, ["GET /", "it's"]),
      target: "SELECT a FROM b",
      spanIds: ["0000000000000001"],
      count: 9,
      totalMs: 90.5,
      savedMs: 80.25,
      size: 0,
      weight,
      transactions: [],
      gone: random() < 0.1,
    }));
  }).flat();
}

function addSpans(sink: RowSink, random: () => number): void {
  for (let index = 0; index < 1_500; index++) {
    const startNs = anyTime(random);
    // failures in the middle of the data
    const isBad = startNs > BigInt(begin + 10 * 60_000) * 1_000_000n && random() < 0.4;
    sink.span(
      span({
        traceId: `t${index}`,
        spanId: `s${index}`,
        resource: pick(random, resources),
        startNs,
        durationNs: BigInt(Math.floor(random() ** 3 * 4e9)),
        name: pick(random, ["GET /", "POST /checkout", "it's"]),
        kind: pick(random, [1, 2, 2, 2, 5, 3]),
        status: isBad ? 2 : 0,
        traceState: pick(random, traceStates),
        attributes: someAttributes(random),
      }),
    );
  }
  for (const [index, durationNs] of [1_100_000_000n, 16_100_000n, 1_100_000_001n].entries())
    sink.span(
      span({
        traceId: `exact${index}`,
        spanId: `e${index}`,
        resource: resources[2]!,
        startNs: BigInt(begin + 300_000) * 1_000_000n,
        durationNs,
        name: "exact",
        kind: 2,
      }),
    );
}

function addTransactions(sink: RowSink, random: () => number): void {
  for (let index = 0; index < 600; index++) {
    const timeNs = anyTime(random);
    const row = event({
      kind: "transaction",
      phase: pick(random, ["ended", "ended", "ended", "started"]),
      name: pick(random, ["purchase", "refund"]),
      entityId: `x${index}`,
      resource: pick(random, resources),
      timeNs,
      outcome: pick(random, ["completed", "completed", "failed", "abandoned", "other"]),
      reason: pick(random, ["", "card"]),
      amount: random() < 0.7 ? (random() * 100).toFixed(2) : undefined,
      currency: pick(random, ["EUR", "USD"]),
      durationMs: random() < 0.8 ? Math.floor(random() * 40_000) / 8 : NaN,
      attributes: someAttributes(random),
    });
    // of those without an end, which begin before the data ends, some are over after a time
    const timeoutMs = index % 2 === 0 && row.phase === "started" ? 240_000 : 0;
    const timed = { ...row, timeoutMs, attributes: withTimeout(row.attributes, timeoutMs) };
    sink.businessEvent(timed);
    if (random() < 0.1) sink.businessEvent(timed);
  }
}

function withTimeout(own: AttributeMap, timeoutMs: number): AttributeMap {
  return timeoutMs === 0 ? own : new Map([...own, ["telltale.transaction.timeout_ms", timeoutMs]]);
}

function addSteps(sink: RowSink, random: () => number): void {
  const rows = Array.from({ length: 800 }, () =>
    event({
      kind: "journey",
      name: pick(random, ["checkout", "signup"]),
      step: pick(random, ["cart", "payment", "done"]),
      userId: random() < 0.5 ? `u${Math.floor(random() * 60)}` : "",
      sessionId: random() < 0.6 ? `v${Math.floor(random() * 40)}` : "",
      resource: pick(random, resources),
      timeNs: anyTime(random),
      attributes: someAttributes(random),
    }),
  );
  for (const row of rows) sink.businessEvent(row);
  for (const { userId, sessionId, timeNs } of rows.toSorted((a, b) => Number(a.timeNs - b.timeNs)))
    if (userId !== "" && sessionId !== "")
      sink.identity({ tenant: "", userId, sessionId, seenMs: Number(timeNs / 1_000_000n) });
}

function addWorkflows(sink: RowSink, random: () => number): void {
  for (let index = 0; index < 500; index++) {
    const row = event({
      kind: "workflow",
      phase: pick(random, ["event", "event", "event", "ended"]),
      name: pick(random, ["order", "return"]),
      entityId: `i${Math.floor(random() * 80)}`,
      step: "moved",
      state: pick(random, ["new", "packed", "sent"]),
      resource: pick(random, resources),
      timeNs: anyTime(random),
      attributes: someAttributes(random),
    });
    sink.businessEvent(row);
    // a process says with its first event that an instance began
    if (random() < 0.2) sink.businessEvent({ ...row, phase: "started", state: "", uid: `started-${index}` });
  }
}

function addLogs(sink: RowSink, random: () => number): void {
  for (let index = 0; index < 1_200; index++) {
    const eventName = pick(random, ["", "", "", "voucher.rejected", "exception", "telltale.other"]);
    const isError = eventName === "exception";
    const fingerprint = pick(random, ["f1", "f2", `f${index}`]);
    sink.log(
      log({
        resource: pick(random, resources),
        timeNs: anyTime(random),
        severity: pick(random, [0, 5, 9, 13, 17, 21]),
        eventName,
        body: pick(random, [
          "payment p1 declined",
          "payment declined",
          "50% of `it's`_done\\",
          "line one\npayment x declined",
          "",
        ]),
        attributes: new Map([
          ...someAttributes(random),
          ...(isError
            ? ([
                ["exception.type", pick(random, ["TimeoutError", "TypeError"])],
                ["exception.message", "no"],
                ...(random() < 0.7 ? [["telltale.error.fingerprint", fingerprint] as const] : []),
              ] as const)
            : []),
        ]),
        identity: BigInt(index + 1),
      }),
    );
  }
}

function addMetrics(sink: RowSink, random: () => number): void {
  const at = (second: number): bigint => BigInt(begin + second * 1000) * 1_000_000n;
  for (const [place, own] of resources.entries())
    for (const queue of ["a", "b"]) {
      const more = { resource: own, attributes: attributes({ queue, shard: BigInt(place) }) };
      const gauge = series("jobs.waiting", { ...more, type: 1 });
      const counter = series("orders", { ...more, type: 2, temporality: 2, monotonic: true });
      const delta = series("bytes", { ...more, type: 2, temporality: 1, monotonic: true });
      const level = series("open", { ...more, type: 2, temporality: 2, monotonic: false });
      const histogram = series("wait", { ...more, type: 3, temporality: 2 });
      const fine = series("fine", { ...more, type: 4, temporality: 1 });
      let [total, begun] = [random() * 10, at(-3_600)];
      let counts = [0, 0, 0, 0];
      for (let second = place; second < minutes * 60; second += 15) {
        if (random() < 0.1) continue;
        sink.sample(sample(gauge, at(second), random() < 0.02 ? NaN : random() * 100 - 20));
        if (random() < 0.02) [total, begun, counts] = [0, at(second - 5), [0, 0, 0, 0]];
        total += random() * 3;
        sink.sample(sample(counter, at(second), total, { startNs: begun }));
        if (random() < 0.1) sink.sample(sample(counter, at(second), total, { startNs: begun }));
        sink.sample(sample(delta, at(second), BigInt(Math.floor(random() * 9))));
        sink.sample(
          sample(level, at(second), 0.1 * Math.floor(random() * 9), { flags: random() < 0.05 ? 1 : 0 }),
        );
        counts = counts.map((count) => count + Math.floor(random() * 3));
        const count = BigInt(counts.reduce((sum, one) => sum + one, 0));
        sink.distribution(
          distribution(histogram, at(second), {
            startNs: begun,
            count,
            sum: Number(count) * 1.5,
            bounds: [0.1, 1, 10],
            counts: counts.map(BigInt),
          }),
        );
        sink.distribution(
          distribution(fine, at(second), {
            count: 6n,
            sum: 4.5,
            scale: 1,
            zeroCount: 1n,
            positiveOffset: -2,
            positiveCounts: [1n, BigInt(Math.floor(random() * 3)), 2n],
            negativeOffset: 0,
            negativeCounts: [1n],
          }),
        );
      }
      // quiet for longer than the reach of an increase
      sink.sample(
        sample(series("rare", { ...more, type: 2, temporality: 2, monotonic: true }), at(60), 5, {
          startNs: at(30),
        }),
      );
      sink.sample(
        sample(series("rare", { ...more, type: 2, temporality: 2, monotonic: true }), at(1_200), 9, {
          startNs: at(30),
        }),
      );
    }
}
