import type { AlertRule, Reading } from "alerts";
import { expect, test } from "vitest";
import type { RoundFigures } from "./round-records.ts";
import { createMemoryView, type MemoryView } from "./memory-view.fixture.ts";
import { createTenantEvaluator, type StoredRound } from "./tenant-evaluator.ts";
import { createTenantRules } from "./tenant-rules.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const payments: AlertRule = {
  name: "Payments fail",
  on: { metric: "payments.failed" },
  when: { above: 10 },
  severity: "page",
  owner: "team-payments",
};

interface Running {
  readonly view: MemoryView;
  /** Sets the clock and ticks. */
  at(ms: number, value: number | "broken"): Promise<StoredRound | undefined>;
  /** As after a restart. */
  restart(): void;
  readonly asked: number[];
}

function run(rules: readonly AlertRule[] = [payments], view = createMemoryView()): Running {
  for (const rule of rules)
    view.documents.set(`alert-alert/${rules.indexOf(rule)}`, { version: 1, content: rule });
  let [nowMs, value]: [number, number | "broken"] = [start, 0];
  const asked: number[] = [];
  const make = () =>
    createTenantEvaluator({
      tenant: "shop",
      view,
      leader: "test",
      nowMs: () => nowMs,
      rules: createTenantRules("shop", view.queries, undefined, () => undefined),
      reader: {
        async read(inputs, at) {
          asked.push(at);
          const reading: Reading =
            value === "broken"
              ? { error: "too slow" }
              : {
                  groups: [
                    {
                      labels: {},
                      sample: { value },
                    },
                  ],
                };
          return new Map(inputs.map(({ id }) => [id, reading]));
        },
      },
    });
  let evaluator = make();
  const { signal } = new AbortController();
  return {
    view,
    asked,
    async at(ms, next) {
      [nowMs, value] = [ms, next];
      return evaluator.tick(signal);
    },
    restart() {
      evaluator = make();
    },
  };
}

const kinds = (round: StoredRound | undefined): string[] => (round?.notices ?? []).map(({ kind }) => kind);
const lastRound = (view: MemoryView): RoundFigures =>
  JSON.parse(view.rows("round").at(-1)!.body) as RoundFigures;

test("stores states, changes and messages of a round in one insert", async () => {
  const { view, at } = run();
  const round = await at(start + 400, 20);
  expect(view.inserts).toHaveLength(1);
  expect(view.inserts[0]!.map(({ kind, id }) => [kind, id])).toEqual([
    ["state", "Payments fail"],
    ["round", "last"],
    ["change", "Payments fail firing 2026-03-02T09:00:00.000Z"],
    ["notice", "shop: Payments fail firing 2026-03-02T09:00:00.000Z"],
    ["rules", "all"],
  ]);
  expect(round).toMatchObject({
    tenant: "shop",
    notices: [
      {
        kind: "firing",
        severity: "page",
        owner: "team-payments",
        tenant: "shop",
        value: 20,
        values: { limit: 10 },
        labels: {
          alert: "Payments fail",
          owner: "team-payments",
          severity: "page",
        },
      },
    ],
  });
});

test("evaluates once in each interval, at its beginning", async () => {
  const { at, asked } = run();
  for (const ms of [100, 1_100, 59_000, 60_050, 61_050]) await at(start + ms, 1);
  expect(asked).toEqual([start, start + minute]);
});

test("evaluates once at the newest time after a pause, and says how late it was", async () => {
  const { view, at, asked } = run();
  await at(start + 300, 1);
  const round = await at(start + 10 * minute + 45_000, 20);
  expect(asked).toEqual([start, start + 10 * minute]);
  expect(round?.changes.map((one) => one.at)).toEqual([start + 10 * minute]);
  expect(lastRound(view)).toMatchObject({ at: start + 10 * minute, lateMs: 45_000, rules: 1, failing: {} });
});

test("sends nothing again after a restart", async () => {
  const { at, restart, view } = run();
  expect(kinds(await at(start, 20))).toEqual(["firing"]);
  restart();
  expect(kinds(await at(start + 20_000, 20))).toEqual([]);
  expect(kinds(await at(start + minute, 20))).toEqual([]);
  restart();
  expect(kinds(await at(start + 2 * minute, 1))).toEqual(["recovered"]);
  expect(view.rows("notice")).toHaveLength(2);
});

test.each(["refused", "stored"] as const)(
  "an insert that was %s and not answered is repeated before the next round, and sends once",
  async (failure) => {
    const { at, view } = run();
    await at(start, 1);
    view.failures.push(failure);
    await expect(at(start + minute, 20)).rejects.toThrow("not answered");
    // the value has recovered meanwhile: what was decided stays decided
    expect(kinds(await at(start + 3 * minute, 1))).toEqual(["firing"]);
    expect(kinds(await at(start + 3 * minute + 1_000, 1))).toEqual(["recovered"]);
    expect(view.rows("notice").map(({ id }) => id)).toEqual([
      "shop: Payments fail firing 2026-03-02T09:01:00.000Z",
      "shop: Payments fail recovered 2026-03-02T09:03:00.000Z",
    ]);
  },
);

test("reports rules whose value cannot be read until it can", async () => {
  const slow: AlertRule = { ...payments, name: "Slow", every: "5m" };
  const { view, at } = run([payments, slow]);
  await at(start, "broken");
  expect(lastRound(view).failing).toEqual({ "Payments fail": "too slow", Slow: "too slow" });
  await at(start + minute, 1);
  expect(lastRound(view).failing).toEqual({ Slow: "too slow" });
  await at(start + 5 * minute, 1);
  expect(lastRound(view).failing).toEqual({});
});

test("a changed rule is evaluated without a restart, and a deleted one loses its state", async () => {
  const { view, at } = run();
  await at(start, 20);
  view.documents.set("alert-alert/0", { version: 2, content: { ...payments, when: { above: 50 } } });
  expect(kinds(await at(start + minute, 20))).toEqual(["recovered"]);
  view.documents.clear();
  await at(start + minute + 1_000, 20);
  expect(view.rows("state").map(({ id, body }) => [id, body])).toEqual([["Payments fail", ""]]);
});

test("a state that does not fit begins anew", async () => {
  const view = createMemoryView();
  const record = { ms: 0, version: 7, rule: "", alert: "", detail: "" };
  await view.alertRecords.add([
    { ...record, kind: "state", id: "Payments fail", body: '{"at":"yesterday"}' },
    { ...record, kind: "round", id: "last", body: "{" },
  ]);
  const { at } = run([payments], view);
  expect(kinds(await at(start, 20))).toEqual(["firing"]);
  expect(view.rows("state")[0]).toMatchObject({ version: 8 });
});

test("evaluates nothing after the lease is lost", async () => {
  const { view } = run();
  const evaluator = createTenantEvaluator({
    tenant: "",
    view,
    leader: "test",
    nowMs: () => start,
    rules: createTenantRules("", view.queries, undefined, () => undefined),
    reader: { read: async () => new Map() },
  });
  await expect(evaluator.tick(AbortSignal.abort())).rejects.toThrow("aborted");
  expect(view.inserts).toEqual([]);
});

test("goes on after the clock was a day ahead", async () => {
  const { at, asked } = run();
  await at(start, 1);
  await at(start + 86_400_000, 20);
  expect(kinds(await at(start + 5 * minute, 1))).toEqual(["recovered"]);
  expect(kinds(await at(start + 6 * minute, 20))).toEqual(["firing"]);
  expect(asked).toHaveLength(4);
});
