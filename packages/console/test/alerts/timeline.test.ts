// Live evaluation, replay and preview of the same data: one timeline.
import {
  type AlertRule,
  type Change,
  createEngine,
  dueRules,
  type EngineState,
  evaluateRound,
  type Fact,
  inputsOf,
  newEngineState,
  type Notice,
  replay,
  type RuleFile,
  timelineText,
} from "alerts";
import { warm } from "alerts/readings";
import { createDetector } from "detect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPreviewer } from "../../src/alerts/read/preview.ts";
import { createReader, type ReadQueries } from "../../src/alerts/read/read.ts";
import { openApi, type TestApi } from "../api/harness.ts";
import { exportedFacts } from "./exported-facts.ts";
import { begin, fillEverySource, minutes } from "./every-source.ts";

let api: TestApi;
let facts: readonly Fact[];
const range = { from: begin, to: begin + minutes * 60_000 };

beforeAll(async () => {
  api = await openApi();
  await fillEverySource(api);
  facts = await exportedFacts(api);
}, 300_000);

afterAll(async () => api.close());

const evidence = { minCount: 1, falseAlarmsPerMonth: 10_000 };
const rules: readonly AlertRule[] = [
  {
    name: "errors",
    on: { service: "shop", measure: "errors" },
    when: { above: 0.2, recover: 0.1 },
    groupBy: ["region"],
    for: "2m",
    evidence,
  },
  { name: "rate", on: { service: "payments", measure: "rate" }, window: "3m", when: { above: 0.2 } },
  {
    name: "slow",
    on: { operation: "POST /checkout", measure: "p95" },
    when: { above: 3.2 },
    groupBy: ["tier"],
    groupLimit: 3,
  },
  { name: "within", on: { service: "shop", measure: "within", limit: "1s" }, when: { below: 0.6 }, evidence },
  {
    name: "purchases",
    on: { transaction: "purchase", measure: "completion" },
    when: { below: 0.5 },
    groupBy: ["service.name"],
    evidence,
  },
  { name: "money", on: { transaction: "purchase", measure: "amount" }, when: { below: 900 }, delay: "1m" },
  {
    name: "conversion",
    on: { funnel: "checkout", from: "cart", to: "payment" },
    when: { below: 0.25 },
    evidence,
  },
  {
    name: "stuck",
    on: { workflow: "order", measure: "stuck", longerThan: "5m" },
    when: { above: 5 },
    groupBy: ["tier"],
  },
  {
    name: "moves",
    on: { workflow: "return", measure: "events", state: "sent" },
    evidence,
    when: { change: { ago: "10m", below: -0.05 } },
  },
  { name: "new errors", on: { errors: "new" }, window: "2m", when: { above: 4 } },
  { name: "old errors", on: { errors: "returning", quietFor: "1m" }, when: { above: 1 } },
  { name: "any errors", on: { errors: "any", type: "TypeError", service: "shop" }, when: { above: 12 } },
  {
    name: "declined",
    on: { log: "payment * declined", severity: "warn" },
    when: { above: 5 },
    groupBy: ["service.name"],
  },
  { name: "vouchers", on: { event: "voucher.rejected", measure: "rate" }, when: { above: 0.12 } },
  {
    name: "waiting",
    on: { metric: "jobs.waiting", aggregation: "max" },
    window: "1m",
    when: { above: 78 },
    groupBy: ["queue"],
  },
  { name: "last", on: { metric: "jobs.waiting" }, when: { below: 40 } },
  {
    name: "orders",
    on: { metric: "orders", aggregation: "rate" },
    when: { below: 0.55 },
    onNoData: "report",
  },
  {
    name: "waits",
    on: { metric: "wait", aggregation: "p99" },
    window: "1m",
    when: { above: 5 },
    groupBy: ["queue"],
  },
  { name: "rare", on: { metric: "rare", aggregation: "sum" }, when: { absent: true } },
  { name: "findings", on: { finding: "*" }, window: "2m", when: { above: 30 } },
  {
    name: "repeated",
    on: { finding: "repeated-*", service: "shop" },
    when: { above: 12 },
    groupBy: ["finding", "service.version"],
  },
];
const file: RuleFile = { alerts: rules };

/** What the console does each minute, with a clock of its own, from the time on when the window of a rule is full. */
async function evaluateLive(): Promise<{ changes: Change[]; notices: Notice[]; state: EngineState }> {
  const engine = createEngine(file);
  const reader = createReader(api.store.queries);
  const changes: Change[] = [];
  const notices: Notice[] = [];
  let state = newEngineState;
  for (let at = range.from; at <= range.to; at += 60_000) {
    const own = warm(engine, range.from, at);
    const readings = await reader.read(inputsOf(dueRules(own, state, at)), at);
    // a round survives a restart of the console
    const kept = JSON.parse(JSON.stringify(state)) as EngineState;
    const round = evaluateRound(own, kept, at, (input) => readings.get(input.id)!);
    ({ state } = round);
    changes.push(...round.changes);
    notices.push(...round.notices);
  }
  return { changes, notices, state };
}

test(
  "live evaluation and the replay of an export are identical",
  { timeout: 300_000, tags: ["extended"] },
  async () => {
    const replayed = replay(file, { facts, ...range });
    const { changes, notices } = await evaluateLive();
    expect(timelineText({ ...replayed, changes, notices })).toBe(timelineText(replayed));
    expect(JSON.stringify({ changes, notices })).toBe(
      JSON.stringify({ changes: replayed.changes, notices: replayed.notices }),
    );
    // most rules fire, so the comparison says something
    const fired = new Set(changes.filter(({ kind }) => kind === "firing").map(({ rule }) => rule));
    expect(fired.size).toBeGreaterThan(15);
  },
);

describe("a preview", () => {
  test.each(rules)("of $name has the changes of the replay", async (rule) => {
    const previewer = createPreviewer(api.store.queries);
    const shown = await previewer.preview({ alerts: [rule] }, rule.name, range);
    const isSpread = shown.precision !== undefined;
    expect(shown).toMatchObject({ errors: [], isCoarse: false, stepMs: 60_000 });
    expect(shown.times).toHaveLength(minutes + 1);
    // what is new, absent or compared with before is known from the beginning of the telemetry on, which is that of the range
    const from = ["new errors", "rare", "moves"].includes(rule.name) ? begin : begin - 3_600_000;
    const { changes, rules: summary } = replay({ alerts: [rule] }, { facts, from, to: range.to });
    const late = (list: readonly Change[]) => list.filter(({ at }) => at >= begin + 12 * 60_000).map(plain);
    const found = { changes: late(shown.changes), firings: shown.firings };
    const replayed = { changes: late(changes), firings: summary[0]!.firings };
    // percentiles of a preview are near those of the replay
    expect(isSpread ? replayed : found).toEqual(replayed);
    expect(shown.precision).toBe(isSpread ? 2 ** -6 : undefined);
  });

  test("of an anomaly condition has the band of its detector at each time", async () => {
    const rule: AlertRule = {
      name: "unusual",
      on: { metric: "jobs.waiting", aggregation: "average" },
      window: "2m",
      every: "15s",
      when: { anomaly: { falseAlarmsPerWeek: 5 } },
    };
    const previewer = createPreviewer(api.store.queries);
    const { series, times } = await previewer.preview({ alerts: [rule] }, rule.name, range);
    const detector = createDetector({ weeklyFalseAlarmsPerHundredSeries: 5 });
    const state = detector.start();
    const { values, band } = series[0]!;
    const expected = values.map((value, at) => {
      if (value === null) return null;
      const { low, high } = detector.step(state, times[at]!, value);
      return low === undefined || high === undefined ? null : { low, high };
    });
    expect(band).toEqual(expected);
    expect(expected.filter((one) => one !== null).length).toBeGreaterThan(50);
    const members = { any: [{ when: { above: 1e9 } }, { when: rule.when }] };
    const composite = await previewer.preview({ alerts: [{ ...rule, when: members }] }, rule.name, range);
    expect(composite.series[0]!.band).toEqual(expected);
    const limited = { ...rule, when: { above: 1 } };
    expect((await previewer.preview({ alerts: [limited] }, rule.name, range)).series[0]).not.toHaveProperty(
      "band",
    );
  });

  test("with another limit asks nothing", async () => {
    let queries = 0;
    const counted: ReadQueries = {
      run: (name, params, options) => {
        queries += 1;
        return api.store.queries.run(name, params, options);
      },
    };
    const now = { ms: 0 };
    const previewer = createPreviewer(counted, { nowMs: () => now.ms });
    const withLimit = (above: number) =>
      previewer.preview({ alerts: [{ ...rules[0]!, when: { above } }] }, rules[0]!.name, range);
    const [low, high] = [await withLimit(0.01), await withLimit(0.9)];
    // which maps hold the attribute, and the spans
    expect(queries).toBe(2);
    expect(low.changes.length).toBeGreaterThan(high.changes.length);
    now.ms = 300_000;
    await withLimit(0.5);
    expect(queries).toBe(4);
  });

  test("that is cancelled rejects, and is not kept", async () => {
    const previewer = createPreviewer(api.store.queries);
    const [rule] = rules as [AlertRule];
    const rulesOfOne = { alerts: [rule] };
    const cancelled = previewer.preview(rulesOfOne, rule.name, range, { signal: AbortSignal.abort() });
    await expect(cancelled).rejects.toThrow("aborted");
    expect((await previewer.preview(rulesOfOne, rule.name, range)).errors).toEqual([]);
  });

  test("names inputs that cannot be read, and a coarser interval", async () => {
    const long = { from: begin - 40 * 86_400_000, to: range.to };
    const previewer = createPreviewer(api.store.queries);
    const rate = rules[1]!;
    const coarse = await previewer.preview({ alerts: [rate] }, rate.name, long);
    expect(coarse).toMatchObject({ stepMs: 300_000, isCoarse: true });
    const sql = { name: "sql", on: { sql: "SELECT 1 AS value" }, when: { above: 0 } };
    const unread = await previewer.preview({ alerts: [sql] }, sql.name, range);
    expect(unread.errors).toEqual(["This console does not run SQL."]);
  });
});

/** Numbers to nine digits: sums of a preview are differences of longer sums. */
function plain({ value, values, reason, ...change }: Change): unknown {
  void reason;
  const round = (number: number | undefined): unknown => number?.toPrecision(9);
  return {
    ...change,
    value: round(value),
    values: Object.entries(values ?? {}).map(([name, one]) => [name, round(one)]),
  };
}
