// The digest against the oracle: each figure in it is that of its page, and what it calls new or dark is.
import type { DigestName, DigestResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { peopleAtSteps } from "./funnels.ts";
import { telemetryOf } from "./generate.ts";
import type { Read } from "./readings.ts";
import { between, isRequest, percentile, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { addSignals } from "./signals-store.ts";
import { type RawLog, type Signals, signalsOf } from "./signals.ts";
import { storeOf } from "./store.ts";
import { countTransactions, typesOf } from "./transactions.ts";

const minute = 60_000;
const bucket = 2 ** 0.25 * 1.001;
const steps = ["cart", "address", "pay"];

describe.each(seeds)("store %i", (seed) => {
  const telemetry = telemetryOf(seed);
  // every second store knows the day before the range
  const signals = seed % 2 === 0 ? withDayBefore(signalsOf(seed), telemetry.from) : signalsOf(seed);
  const read: Read = { ...telemetry, ...signals, records: [...telemetry.records, ...signals.records] };
  const range = `from=${new Date(telemetry.from).toISOString()}&to=${new Date(telemetry.to).toISOString()}`;
  let api: TestApi;
  let digest: DigestResult;
  let [now, before]: readonly Period[] = [];
  beforeAll(async () => {
    api = await storeOf(read, seed);
    await addSignals(api, signals);
    digest = await api.get<DigestResult>(`/api/digest?${range}`);
    now = { from: Date.parse(digest.from), to: Date.parse(digest.to) };
    before = { from: 2 * now.from - now.to, to: now.from };
  });
  afterAll(() => api.close());

  test("what moved has the figures of both periods", () => {
    for (const move of digest.moves) {
      const of = (period: Period): number => {
        if (move.kind === "funnel") {
          const people = peopleAtSteps(read.records, move.name, steps, period);
          return people.at(-1)! / people[0]!;
        }
        const counts = countTransactions(read.records, move.name, period);
        if (move.what === "amount") return (counts.cents[move.unit] ?? 0) / 100;
        const ended = counts.completed + counts.failed + counts.abandoned;
        return move.what === "volume" ? ended : counts.completed / ended;
      };
      expect([move.name, move.what, move.now, move.before]).toEqual([
        move.name,
        move.what,
        expect.closeTo(of(now!), 6),
        expect.closeTo(of(before!), 6),
      ]);
    }
  });

  test("services are slower by the percentiles of both periods", () => {
    for (const { service, p95Ms, beforeMs, entries } of digest.slower) {
      const inMinutes = ({ from, to }: Period): Period => ({ from: Math.floor(from / minute) * minute, to });
      const requestsIn = (period: Period) =>
        between(read.spans, inMinutes(period)).filter((span) => span.service === service && isRequest(span));
      expect(entries).toBe(requestsIn(now!).length);
      expect(near(p95Ms, percentile(requestsIn(now!), 0.95)!)).toBe(true);
      const start = inMinutes(now!).from;
      const earlier = { from: 2 * start - now!.to, to: start };
      expect(near(beforeMs, percentile(requestsIn(earlier), 0.95)!)).toBe(true);
    }
  });

  test("errors are the groups that are new, with their occurrences, if a day before is known", () => {
    const errors = read.logs.filter(({ event }) => event === "exception");
    const groups = Map.groupBy(errors, ({ attributes }) => attributes["telltale.error.fingerprint"]!);
    const isNew = [...groups].filter(
      ([, all]) => between(all, now!).length > 0 && all.every(({ at }) => at >= now!.from),
    );
    const expected = new Map(isNew.map(([group, all]) => [group, between(all, now!).length]));
    const found = digest.errors.map(({ fingerprint, count }) => [fingerprint, count]);
    expect(found).toEqual(digest.errors.map(({ fingerprint }) => [fingerprint, expected.get(fingerprint)]));
    expect(found).toHaveLength(knowsDayBefore(read, now!) ? Math.min(10, expected.size) : 0);
  });

  test("names are new or dark when only one of the periods has them", () => {
    const [present, past] = [now!, before!].map((period) => namesIn(read, period));
    const only = (one: ReadonlySet<string>, other: ReadonlySet<string>): string[] =>
      [...one].filter((name) => !other.has(name)).toSorted();
    const plain = (names: readonly DigestName[]): string[] =>
      names.map(({ kind, name }) => `${kind} ${name}`).toSorted();
    expect(plain(digest.dark)).toEqual(only(past!, present!));
    expect(plain(digest.fresh)).toEqual(past!.size === 0 ? [] : only(present!, past!));
    const unknown = { part: "errors", reason: "the store knows less than a day before the range." };
    const nothing = { part: "fresh", reason: "nothing arrived in the period before." };
    const isKnown = knowsDayBefore(read, now!);
    expect(digest.missing).toEqual([
      ...(present!.size > 0 && past!.size === 0 ? [nothing] : []),
      ...(present!.size > 0 && !isKnown ? [unknown] : []),
    ]);
  });
});

testAskedRoutes("digest.test.ts");

/** With a log record of the day before the day before. */
function withDayBefore(signals: Signals, from: number): Signals {
  const old: RawLog = { ...signals.logs[0]!, event: "", at: from - 30 * 60 * minute };
  return { ...signals, logs: [...signals.logs, old] };
}

/** Which errors are new is known only then. */
function knowsDayBefore({ spans, records, logs, points }: Read, { from }: Period): boolean {
  return [...spans, ...records, ...logs, ...points].some(({ at }) => at <= from - 24 * 60 * minute);
}

function near(found: number, value: number): boolean {
  return found / value < bucket && value / found < bucket;
}

function namesIn(read: Read, period: Period): ReadonlySet<string> {
  const { spans, records, logs, points } = read;
  const minutes = { from: Math.floor(period.from / minute) * minute, to: period.to };
  const types = [...typesOf(records)].filter((type) => {
    const { started, completed, failed, abandoned } = countTransactions(records, type, period);
    return started + completed + failed + abandoned > 0;
  });
  return new Set([
    ...between(spans, minutes).map(({ service }) => `service ${service}`),
    ...types.map((type) => `transaction ${type}`),
    ...(peopleAtSteps(records, "checkout", steps, period)[0]! > 0 ? ["funnel checkout"] : []),
    ...between(points, period).map(({ metric }) => `metric ${metric}`),
    ...between(logs, period)
      .filter(({ event }) => event !== "" && event !== "exception" && !event.startsWith("telltale."))
      .map(({ event }) => `event ${event}`),
  ]);
}
