// @module-tag extended
// Rules about a service that begins while they are evaluated: live evaluation, preview and replay find the same.
import {
  type AlertRule,
  type Change,
  createEngine,
  dueRules,
  evaluateRound,
  type Fact,
  inputsOf,
  newEngineState,
  replay,
} from "alerts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPreviewer } from "../../src/alerts/read/preview.ts";
import { createReader, type ReadQueries } from "../../src/alerts/read/read.ts";
import { ProblemError } from "../../src/problem/problem.ts";
import { log, openApi, resource, span, type TestApi } from "../api/harness.ts";
import { exportedFacts } from "./exported-facts.ts";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
/** In this minute `shop` and `pay` begin. */
const begin = Date.parse("2026-11-20T14:00:00Z");
const range = { from: begin - 20 * minute, to: begin + 30 * minute };
const query = "alert-service-beginnings";

let api: TestApi;
let facts: readonly Fact[];

beforeAll(async () => {
  api = await openApi();
  let number = 0;
  await api.write((sink) => {
    const add = (service: string, ms: number, name: string): void => {
      number += 1;
      const startNs = BigInt(Math.round(ms)) * 1_000_000n;
      const of = { resource: resource(service), startNs, kind: 2, name };
      sink.span(span({ traceId: `t${number}`, spanId: `s${number}`, ...of }));
      const record = { resource: resource(service), timeNs: startNs, body: "done", identity: BigInt(number) };
      sink.log(log(record));
    };
    // old: each hour for ten days, then steadily; once a week
    for (let ms = begin - 10 * day; ms < begin - hour; ms += hour) add("old", ms, "GET /");
    for (let ms = begin - hour; ms < range.to; ms += 5_000) add("old", ms, "GET /");
    for (const ms of [begin - 7 * day, begin - minute]) add("weekly", ms, "GET /");
    // away for nine days
    for (const ms of [begin - 9 * day - hour, begin + 2 * minute]) add("again", ms, "GET /");
    // young: twelve requests a minute of `shop`, three of `pay`
    for (let ms = begin + 10_000; ms < range.to; ms += 5_000) add("shop", ms, "GET /");
    for (let ms = begin + 10_000; ms < range.to; ms += 20_000) add("pay", ms, "GET /");
  });
  facts = await exportedFacts(api, { from: begin - 11 * day, to: range.to });
}, 300_000);

afterAll(async () => api.close());

const rate = { service: "shop", measure: "rate" } as const;
const byService = { operation: "GET /", measure: "rate" } as const;
const ofShop = { log: "done", service: "shop" } as const;
const window = "15m";
const rules: readonly AlertRule[] = [
  { name: "below", on: rate, window, when: { below: 0.1 } },
  { name: "below by service", on: byService, window, groupBy: ["service.name"], when: { below: 0.1 } },
  { name: "above", on: rate, window, when: { above: 0.1 } },
  {
    name: "above by service",
    on: byService,
    window,
    groupBy: ["service.name"],
    when: { above: 0.1 },
    for: "1m",
  },
  { name: "not above", on: rate, window, when: { not: { when: { above: 0.3 } } } },
  { name: "records", on: ofShop, window, when: { below: 200 } },
  {
    name: "rate of records",
    on: { ...ofShop, measure: "rate" },
    window,
    groupBy: ["service.name"],
    when: { below: 0.3 },
  },
  {
    name: "growth",
    on: byService,
    window: "5m",
    groupBy: ["service.name"],
    when: { change: { ago: "10m", times: 2 } },
  },
  { name: "other operation", on: { ...rate, operation: "GET /none" }, window, when: { below: 0.1 } },
  { name: "nowhere", on: { ...rate, service: "nowhere" }, window, when: { below: 0.1 } },
  {
    name: "in `where`",
    on: { ...byService, where: { "service.name": "pay" } },
    window,
    when: { below: 0.1 },
  },
  { name: "long", on: rate, window: "9d", when: { below: 0.1 } },
  { name: "forecast", on: rate, window, when: { forecast: { below: 0.1, within: "30m" } } },
  { name: "unusual", on: rate, window, when: { anomaly: {} } },
];

interface LiveRounds {
  readonly changes: readonly Change[];
  /** Queries of each round. */
  readonly asked: readonly number[];
}

/** What the console does each minute, with a clock of its own. */
async function evaluateLive(
  own: readonly AlertRule[],
  fails: (round: number) => boolean = () => false,
): Promise<LiveRounds> {
  const engine = createEngine({ alerts: own });
  const asked: number[] = [];
  const queries: ReadQueries = {
    run(name, params, options) {
      if (name !== query) return api.store.queries.run(name, params, options);
      asked[asked.length - 1]! += 1;
      if (!fails(asked.length - 1)) return api.store.queries.run(name, params, options);
      return Promise.reject(new ProblemError("STORE_BUSY", "The store is busy.", "Try again."));
    },
  };
  const reader = createReader(queries);
  const changes: Change[] = [];
  let state = newEngineState;
  for (let at = range.from; at <= range.to; at += minute) {
    asked.push(0);
    const readings = await reader.read(inputsOf(dueRules(engine, state, at)), at);
    const round = evaluateRound(engine, state, at, (input) => readings.get(input.id)!);
    ({ state } = round);
    changes.push(...round.changes);
  }
  return { changes, asked };
}

/** `shop firing 15`, with minutes since the beginning; without what was before it. */
const told = (changes: readonly Change[]): readonly string[] =>
  changes
    .filter(({ at }) => at >= begin)
    .map(
      ({ kind, group, at, value, reason = "" }) =>
        `${group["service.name"] ?? ""} ${kind} ${(at - begin) / minute} ${value?.toPrecision(6)} ${reason}`,
    );
const kinds = (changes: readonly Change[]): readonly string[] =>
  told(changes).map((text) => text.split(" ").slice(0, 3).join(" ").trim());

describe("a service that begins", () => {
  let live: LiveRounds;
  beforeAll(async () => {
    live = await evaluateLive(rules);
  }, 300_000);
  const ofRule = ({ name }: AlertRule): readonly Change[] => live.changes.filter(({ rule }) => rule === name);
  const named = (name: string): AlertRule => rules.find((one) => one.name === name)!;

  test.each(rules)("$name: a preview finds what the console finds", async (rule) => {
    const previewer = createPreviewer(api.store.queries);
    const shown = await previewer.preview({ alerts: [rule] }, rule.name, range);
    expect(shown.errors).toEqual([]);
    expect(told(shown.changes)).toEqual(told(ofRule(rule)));
  });

  // a replay begins with the first whole window
  const short = rules.filter((rule) => rule.window !== "9d");
  test.each(short)("$name: a replay finds what the console finds", (rule) => {
    const replayed = replay({ alerts: [rule] }, { facts, from: range.from, to: range.to });
    expect(told(replayed.changes)).toEqual(told(ofRule(rule)));
  });

  test("is not below its limit, and one with too few requests is so once its window is covered", () => {
    expect(kinds(ofRule(named("below")))).toEqual(["recovered 1"]);
    // an old service is judged by all of its window
    expect(kinds(ofRule(named("below by service")))).toEqual([
      "weekly firing 0",
      "pay firing 15",
      "again firing 17",
    ]);
    expect(kinds(ofRule(named("rate of records")))).toEqual(["shop firing 15"]);
  });

  test("is above its limit when all of the window is", () => {
    expect(kinds(ofRule(named("above")))).toEqual(["firing 8"]);
    expect(ofRule(named("above")).at(-1)!.value).toBeCloseTo(0.2, 1);
  });

  test("is asked about once a round, and no longer when its windows are covered", () => {
    const { asked } = live;
    expect(Math.max(...asked)).toBe(1);
    const calm = evaluateLive([named("below by service")]);
    return expect(calm.then((one) => one.asked.slice(-3))).resolves.toEqual([0, 0, 0]);
  });

  test("stays known while the store is busy", async () => {
    const own = [named("below by service"), named("growth"), named("in `where`")];
    const busy = await evaluateLive(own, (round) => round >= 24);
    expect(told(busy.changes)).toEqual(told((await evaluateLive(own)).changes));
    // a query in five minutes
    expect(busy.asked.slice(24).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(9);
  });

  test("is known to a rule whatever other rules are evaluated with it", async () => {
    for (const name of ["other operation", "growth", "below by service"])
      expect(told((await evaluateLive([named(name)])).changes)).toEqual(told(ofRule(named(name))));
  });
});
