// What judges types of transactions against the oracle: the same hours of earlier days, the last start, and the rules about them.
import type { TransactionEvidence, TransactionEvidenceResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { now, type TestApi } from "../api/harness.ts";
import { evaluate } from "./alerting.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { ask } from "./asking.ts";
import { close, rangeOf } from "./figures.ts";
import { randomOf } from "./random.ts";
import type { Period } from "./requests.ts";
import { sendersOf } from "./senders.ts";
import { seeds } from "./seeds.ts";
import { storeOf } from "./store.ts";
import type { RawRecord } from "./telemetry.ts";
import { countTransactions } from "./transactions.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const period: Period = { from: now - hour, to: now };
const prefix = "telltale.transaction.";
const types = ["purchase", "refund", "sign-up"] as const;
const iso = (at: number): string => new Date(at).toISOString();

/** Hours around the range on nine days; refunds ended hours ago, and sign-ups began some days ago. */
function recordsOf(seed: number): readonly RawRecord[] {
  const random = randomOf(seed);
  const records: RawRecord[] = [];
  for (const type of types) {
    const firstDay = type === "sign-up" ? random.whole(1, 6) : 9;
    const restMs = type === "refund" ? random.whole(1, 5) * hour : 0;
    for (let ago = firstDay; ago >= 0; ago--) {
      for (let at = random.whole(0, 40); at > 0; at--) {
        const began = now - ago * day - restMs - random.whole(1, 3 * hour);
        const id = `${type}-${records.length}`;
        const add = (phase: string, time: number, attributes: RawRecord["attributes"] = {}): void =>
          void records.push({
            uid: `${id} ${phase}`,
            event: prefix + phase,
            service: "shop",
            environment: "production",
            at: time,
            user: "",
            session: "",
            attributes: { [`${prefix}type`]: type, [`${prefix}id`]: id, ...attributes },
          });
        const way = random.pick(["both", "both", "start", "end"]);
        if (way !== "end") add("started", began);
        const durationMs = random.whole(1, 20 * minute);
        if (way === "start" || began + durationMs >= now) continue;
        const outcome = random.pick(["completed", "completed", "failed", "abandoned"]);
        add("ended", began + durationMs, {
          [`${prefix}outcome`]: outcome,
          [`${prefix}duration_ms`]: durationMs,
        });
      }
    }
  }
  return records;
}

/** Ends whose durations cannot be: below 0, and longer than is stored. */
const impossible: readonly RawRecord[] = [-10 * day, 1e15].map((durationMs, index) => ({
  uid: `impossible-${index}`,
  event: `${prefix}ended`,
  service: "shop",
  environment: "production",
  at: now - (index + 1) * hour,
  user: "",
  session: "",
  attributes: {
    [`${prefix}type`]: "impossible",
    [`${prefix}id`]: `impossible-${index}`,
    [`${prefix}outcome`]: "completed",
    [`${prefix}duration_ms`]: durationMs,
  },
}));

/** Times and ids of starts of a type: one without a record of it began its duration before its end. */
function startsOf(records: readonly RawRecord[], type: string): readonly { id: string; at: number }[] {
  return records
    .filter(({ attributes, at }) => attributes[`${prefix}type`] === type && at >= now - 8 * day)
    .map(({ event, at, attributes }) => ({
      id: String(attributes[`${prefix}id`]),
      at: event.endsWith("ended") ? at - Number(attributes[`${prefix}duration_ms`]) : at,
    }));
}

const rule = {
  name: "Any purchase",
  on: { transaction: "purchase", measure: "count" },
  window: "1h",
  when: { above: 0 },
} as const;
const objective = {
  name: "Refunds succeed",
  on: { transaction: "refund", measure: "completion" },
  target: 0.9,
  // never fires: its days are quiet
  minBad: 10_000,
} as const;
/** On the third day before; twelve hours later, when nothing happens; and now. */
const rounds = [now - 3 * day - 30 * minute, now - 2 * day - 12 * hour, now];

describe.each(seeds)("store %i", (seed) => {
  const records = recordsOf(seed);
  let api: TestApi;
  let result: TransactionEvidenceResult;
  beforeAll(async () => {
    api = await storeOf({ ...period, spans: [], records: [...records, ...impossible] }, seed);
    await evaluate(api, { alerts: [rule], objectives: [objective] }, rounds);
    result = await ask(api, `/api/transaction-evidence?${rangeOf(period)}`);
  });
  afterAll(() => api.close());

  const countEnded = (type: string, at: Period): number => {
    const { completed, failed, abandoned } = countTransactions(records, type, at);
    return completed + failed + abandoned;
  };
  const fires = (at: number): boolean => countEnded("purchase", { from: at - hour, to: at }) > 0;

  function expected(type: string): Omit<TransactionEvidence, "promises"> | undefined {
    const starts = startsOf(records, type);
    const times = starts.map(({ at }) => at).filter((at) => at < now);
    if (times.length === 0) return undefined;
    const [first, last] = [Math.min(...times), Math.max(...times)];
    const beforeMs = Math.min(hour, last - first);
    const distinct = (from: number, to: number): number =>
      new Set(starts.filter(({ at }) => at >= from && at < to).map(({ id }) => id)).size;
    const twelfths = new Set(
      starts
        .filter(({ at }) => at <= last && at >= last - beforeMs)
        .map(({ at }) => Math.floor(((last - at) * 12) / (beforeMs + 1))),
    );
    const gapMs = Math.min(now - last, day);
    const days = [1, 2, 3, 4, 5, 6, 7].flatMap((ago) => {
      const at = { from: period.from - ago * day, to: period.to - ago * day };
      if (first > at.from) return [];
      if (type === "purchase" && ago === 3 && fires(rounds[0]!)) return [];
      const { started, completed, failed, abandoned } = countTransactions(records, type, at);
      const startedInGap = ago * day < now - last ? null : distinct(at.to - gapMs, at.to);
      return [{ from: iso(at.from), started, completed, failed, abandoned, startedInGap }];
    });
    return {
      type,
      services: sendersOf(records, "transaction", "type", type),
      lastStarted: iso(last),
      startedBefore: distinct(last - beforeMs, last + 1),
      beforeMs,
      busyShare: close(twelfths.size / 12) as number,
      days,
    };
  }

  test.each(types)("%s has its earlier days, its last start and how many started before it", (type) => {
    const found = result.types.find((one) => one.type === type);
    const wanted = expected(type);
    // a type is also listed for its promises
    const figures = found?.lastStarted === null ? undefined : found;
    expect(figures && { ...figures, promises: [] }).toEqual(wanted && { ...wanted, promises: [] });
  });

  test("a transaction with a duration that cannot be began at the latest when it ended", () => {
    const found = result.types.find(({ type }) => type === "impossible");
    expect(found).toMatchObject({ lastStarted: iso(now - hour), startedBefore: 2, beforeMs: hour });
  });

  test("rules and objectives are those about the type, with their states", () => {
    const promises = result.types.flatMap(({ type, promises: own }) =>
      own.map(({ kind, name, state, evaluated }) => [type, kind, name, state, evaluated]),
    );
    expect(promises.toSorted()).toEqual([
      ["purchase", "alert", "Any purchase", fires(now) ? "firing" : "ok", iso(now)],
      ["refund", "objective", "Refunds succeed", "ok", iso(now)],
    ]);
  });
});

testAskedRoutes("evidence.test.ts");
