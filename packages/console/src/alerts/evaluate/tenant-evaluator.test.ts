import type { AlertRule, Reading } from "alerts";
import { describe, expect, test } from "vitest";
import type { StoredNotice } from "../outbox.ts";
import type { RoundFigures } from "./round-records.ts";
import { leadershipOf } from "../../lease/leadership.fixture.ts";
import { createMemoryView, type MemoryView } from "./memory-view.fixture.ts";
import { alertIdOf } from "../ids.ts";
import { readCurrent } from "../current.ts";
import { createTenantEvaluator, type StoredRound } from "./tenant-evaluator.ts";
import { createTenantRules, type TenantRules } from "./tenant-rules.ts";

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
  /** Sets the clock and ticks. Without `steadySinceMs` no time is made up for. */
  at(ms: number, value: number | "broken", steadySinceMs?: number): Promise<StoredRound | undefined>;
  /** How long readings take. */
  readonly readings: { takeMs: number };
  /** As after a restart. */
  restart(): void;
  readonly asked: number[];
  /** Kinds of sources of each reading. */
  readonly inputs: string[][];
  /** Of the group of each reading. */
  readonly labels: Record<string, string>;
}

const rulesOf = (tenant: string, { queries, documentState }: MemoryView): TenantRules =>
  createTenantRules({
    tenant,
    queries,
    folder: undefined,
    documents: documentState,
    nowMs: () => start,
    onProblem: () => undefined,
  });

function run(rules: readonly AlertRule[] = [payments], view = createMemoryView()): Running {
  for (const rule of rules)
    view.documents.set(`alert-alert/${rules.indexOf(rule)}`, { version: 1, content: rule });
  let [nowMs, value]: [number, number | "broken"] = [start, 0];
  const asked: number[] = [];
  const kindsOfInputs: string[][] = [];
  const labels: Record<string, string> = {};
  const readings = { takeMs: 0 };
  const make = () =>
    createTenantEvaluator({
      tenant: "shop",
      view,
      leader: "test",
      nowMs: () => nowMs,
      rules: rulesOf("shop", view),
      reader: {
        async read(inputs, at) {
          asked.push(at);
          nowMs += readings.takeMs;
          kindsOfInputs.push(inputs.map(({ source }) => ("sql" in source ? "sql" : "metric")));
          const reading: Reading =
            value === "broken"
              ? { error: "too slow" }
              : {
                  groups: [
                    {
                      labels: { ...labels },
                      sample: { value },
                    },
                  ],
                };
          return new Map(inputs.map(({ id }) => [id, reading]));
        },
      },
    });
  let evaluator = make();
  let leadership = leadershipOf();
  return {
    view,
    asked,
    labels,
    inputs: kindsOfInputs,
    readings,
    async at(ms, next, steadySinceMs) {
      [nowMs, value] = [ms, next];
      await evaluator.begin(leadership);
      return evaluator.tick(leadership, steadySinceMs);
    },
    restart() {
      leadership = leadershipOf(leadership.term + 1);
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
  expect(view.inserts.map((records) => records.length)).toEqual([1, 5]);
  expect(view.inserts[1]!.map(({ kind, id }) => [kind, id])).toEqual([
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

describe("times that passed during a long round", () => {
  const minutesOf = (asked: readonly number[]): number[] => asked.map((ms) => (ms - start) / minute);

  test("are evaluated, each at its own time", async () => {
    const { at, asked, readings, view } = run();
    readings.takeMs = 3.5 * minute;
    await at(start, 1, 0);
    readings.takeMs = 0;
    const rounds: (StoredRound | undefined)[] = [];
    for (const value of [1, 20, 1]) rounds.push(await at(start + 3.5 * minute, value, 0));
    expect(minutesOf(asked)).toEqual([0, 1, 2, 3]);
    expect(rounds.map((round) => round?.isMadeUp)).toEqual([true, true, false]);
    expect(view.rows("notice").map(({ ms, detail }) => [(ms - start) / minute, detail])).toEqual([
      [2, "firing"],
      [3, "recovered"],
    ]);
  });

  test("before data has arrived without a break are not", async () => {
    const { at, asked, readings } = run();
    readings.takeMs = 3.5 * minute;
    await at(start, 1, 0);
    readings.takeMs = 0;
    await at(start + 3.5 * minute, 1, start + 2.5 * minute);
    expect(minutesOf(asked)).toEqual([0, 3]);
  });

  test("are not after a restart: another process may have been the leader", async () => {
    const { at, asked, restart } = run();
    await at(start, 1, 0);
    restart();
    await at(start + 3 * minute, 1, 0);
    expect(minutesOf(asked)).toEqual([0, 3]);
  });

  test("are given up after two rounds in a row of more than half a step, until rounds are short again", async () => {
    const { at, asked, readings } = run();
    readings.takeMs = 2.5 * minute;
    await at(start, 1, 0);
    await at(start + 2.5 * minute, 1, 0);
    await at(start + 5 * minute, 1, 0);
    readings.takeMs = 0;
    await at(start + 7.5 * minute, 1, 0);
    readings.takeMs = 2.5 * minute;
    await at(start + 8 * minute, 1, 0);
    await at(start + 10.5 * minute, 1, 0);
    expect(minutesOf(asked)).toEqual([0, 1, 5, 7, 8, 9]);
  });

  test("are not those at which a rule was disabled, evaluated less often, or something else", async () => {
    const rare: AlertRule = { ...payments, name: "Rare", every: "1h", for: "10m" };
    const { at, asked, view, readings } = run([payments, rare]);
    const save = (n: number, version: number, content: AlertRule): void =>
      void view.documents.set(`alert-alert/${n}`, { version, content });
    await at(start, 20, 0);
    save(0, 2, { ...payments, disabled: true });
    for (let minutes = 0.5; minutes < 40; minutes += 0.5) await at(start + minutes * minute, 20, 0);
    save(0, 3, payments);
    save(1, 2, { ...rare, every: "1m" });
    const round = await at(start + 40 * minute, 20, 0);
    expect([minutesOf(asked).at(-1), round?.isMadeUp]).toEqual([40, false]);
    expect(round?.changes.map(({ rule, kind }) => `${rule} ${kind}`)).toEqual(["Payments fail firing"]);
    // edited during a round that took long
    readings.takeMs = 3.5 * minute;
    await at(start + 41 * minute, 20, 0);
    readings.takeMs = 0;
    save(0, 4, { ...payments, when: { above: 50 } });
    const changes: unknown[] = [];
    for (let rounds = 0; rounds < 3; rounds += 1)
      changes.push(
        (await at(start + 44.5 * minute, 20, 0))?.changes.map(({ rule, kind }) => `${rule} ${kind}`),
      );
    expect(minutesOf(asked).slice(-3)).toEqual([42, 43, 44]);
    expect(changes).toEqual([[], [], ["Payments fail recovered"]]);
  });

  test("send no message that a silence withholds which was set meanwhile", async () => {
    const { at, readings, view } = run();
    readings.takeMs = 3.5 * minute;
    await at(start, 1, 0);
    readings.takeMs = 0;
    const [from, to] = [3, 60].map((minutes) => new Date(start + minutes * minute).toISOString());
    const silence = { name: "migration", match: { alert: "Payments*" }, from, to };
    view.documents.set("alert-silence/0", { version: 1, content: silence });
    const round = await at(start + 3.5 * minute, 20, 0);
    expect(round?.isMadeUp).toBe(true);
    expect(round?.notices).toMatchObject([
      { kind: "firing", withheld: { by: "silence", name: "migration" } },
    ]);
  });

  test("end the alert of a rule that was deleted meanwhile, once, and keep nothing of it", async () => {
    const other: AlertRule = { ...payments, name: "Other", when: { above: 100 } };
    const { at, view, readings } = run([payments, other]);
    readings.takeMs = 3.5 * minute;
    await at(start, 20, 0);
    readings.takeMs = 0;
    view.documents.delete("alert-alert/0");
    const changes: string[] = [];
    for (let round = 0; round < 4; round += 1)
      for (const { rule, kind } of (await at(start + 3.5 * minute, 20, 0))?.changes ?? [])
        changes.push(`${rule} ${kind}`);
    expect(changes).toEqual(["Payments fail ended"]);
    expect(view.rows("state").map(({ id, body }) => [id, body === ""])).toEqual([
      ["Payments fail", true],
      ["Other", false],
    ]);
  });
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

test("a changed rule is evaluated without a restart", async () => {
  const { view, at } = run();
  await at(start, 20);
  view.documents.set("alert-alert/0", { version: 2, content: { ...payments, when: { above: 50 } } });
  expect(kinds(await at(start + minute, 20))).toEqual(["recovered"]);
});

test.each([
  ["when its rule is evaluated", minute],
  ["between two evaluations", 20_000],
])("the end of a group reaches those whom its firing reached: changed %s", async (_, changedAfter) => {
  const { view, at, labels } = run();
  await at(start, 20);
  const changed: AlertRule = { ...payments, severity: "ticket", owner: "team-shop", groupBy: ["region"] };
  view.documents.set("alert-alert/0", { version: 2, content: changed });
  labels["region"] = "eu";
  await at(start + changedAfter, 20);
  await at(start + minute, 20);
  const notices = view.rows("notice").map(({ body }) => JSON.parse(body) as StoredNotice);
  expect(
    notices.map(({ kind, severity, owner, labels: all }) => [kind, severity, owner, all["owner"]]),
  ).toEqual([
    ["firing", "page", "team-payments", "team-payments"],
    ["ended", "page", "team-payments", "team-payments"],
    ["firing", "ticket", "team-shop", "team-shop"],
  ]);
});

test.each(["while the console runs", "while it is stopped"])(
  "a rule deleted %s ends its alert once, for those who were notified",
  async (when) => {
    const other: AlertRule = { ...payments, name: "Other", when: { above: 100 } };
    const { view, at, restart } = run([payments, other]);
    await at(start, 20);
    view.documents.delete("alert-alert/0");
    if (when !== "while the console runs") restart();
    const round = await at(start + 20_000, 20);
    expect(round?.changes).toMatchObject([
      { kind: "ended", rule: "Payments fail", from: "firing", to: "ok", reason: "the rule was deleted" },
    ]);
    // with what its rule said: routes of channels choose by it, and receivers know the alert by its labels
    expect(round?.notices).toMatchObject([
      {
        kind: "ended",
        severity: "page",
        owner: "team-payments",
        reason: "the rule was deleted",
        labels: { alert: "Payments fail", owner: "team-payments", severity: "page" },
      },
    ]);
    restart();
    await at(start + 2 * minute, 20);
    expect(view.rows("change").map(({ detail }) => detail)).toEqual(["firing", "ended"]);
    expect(view.rows("notice")).toHaveLength(2);
    // the deleted one loses its state
    expect(view.rows("state").map(({ id, body }) => [id, body === ""])).toEqual([
      ["Payments fail", true],
      ["Other", false],
    ]);
  },
);

test("a rule that is deleted, created again and deleted again ends twice, each time after it fired", async () => {
  const rare: AlertRule = { ...payments, name: "Rare", every: "5m", when: { above: 100 } };
  const { view, at } = run([payments, rare]);
  const stored = view.documents.get("alert-alert/0")!;
  for (const [minutes, seconds, isThere] of [
    [2, 0, true],
    [3, 10, false],
    [3, 20, true],
    [4, 0, true],
    [4, 10, false],
  ] as const) {
    if (isThere) view.documents.set("alert-alert/0", stored);
    else view.documents.delete("alert-alert/0");
    await at(start + minutes * minute + seconds * 1_000, 20);
  }
  const changes = view.rows("change").filter(({ rule }) => rule === "Payments fail");
  expect(changes.map(({ detail, ms }) => [detail, ms - start])).toEqual([
    ["firing", 2 * minute],
    ["ended", 3 * minute],
    ["firing", 4 * minute],
    ["ended", 4 * minute + 1],
  ]);
  expect(view.rows("notice")).toHaveLength(4);
});

test("an end that was stored and not answered is one", async () => {
  const { view, at } = run();
  await at(start, 20);
  view.documents.clear();
  view.failures.push("stored");
  await expect(at(start + 20_000, 20)).rejects.toThrow("not answered");
  await at(start + minute, 20);
  expect(view.rows("notice").map(({ detail }) => detail)).toEqual(["firing", "ended"]);
});

test("a rule that lost its parent is in error, says why, and goes on when it has one again", async () => {
  const shop: AlertRule = { ...payments, name: "Shop is down", when: { above: 1_000 } };
  const { view, at, restart } = run([{ ...payments, dependsOn: ["Shop is down"] }, shop]);
  await at(start, 20);
  const parent = view.documents.get("alert-alert/1")!;
  view.documents.delete("alert-alert/1");
  const round = await at(start + 20_000, 20);
  expect(round?.changes).toMatchObject([
    { rule: "Payments fail", kind: "error", reason: expect.stringContaining("no rule has this name") },
  ]);
  expect(round?.notices).toMatchObject([
    {
      rule: "Payments fail",
      kind: "error",
      owner: "team-payments",
      reason: expect.stringContaining("Shop is down"),
    },
  ]);
  restart();
  expect(kinds(await at(start + minute, 20))).toEqual([]);
  view.documents.set("alert-alert/2", parent);
  expect(kinds(await at(start + 2 * minute, 20))).toEqual(["firing"]);
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
  expect(view.rows("state")[0]).toMatchObject({ version: 2 ** 32 + 1 });
});

test("evaluates nothing after the lease is lost", async () => {
  const { view } = run();
  const evaluator = createTenantEvaluator({
    tenant: "",
    view,
    leader: "test",
    nowMs: () => start,
    rules: rulesOf("", view),
    reader: { read: async () => new Map() },
  });
  const leadership = leadershipOf();
  await evaluator.begin(leadership);
  expect(view.inserts).toHaveLength(1);
  leadership.lose();
  await expect(evaluator.tick(leadership)).rejects.toThrow("the lease was lost");
  leadership.abort();
  await expect(evaluator.tick(leadership)).rejects.toThrow("aborted");
  expect(view.inserts).toHaveLength(1);
});

test("goes on after the clock was a day ahead", async () => {
  const { at, asked } = run();
  await at(start, 1);
  await at(start + 86_400_000, 20);
  expect(kinds(await at(start + 5 * minute, 1))).toEqual(["recovered"]);
  expect(kinds(await at(start + 6 * minute, 20))).toEqual(["firing"]);
  expect(asked).toHaveLength(4);
});

describe("rules with SQL", () => {
  const slow: AlertRule = { name: "Slow", on: { sql: "SELECT 1 AS value" }, when: { above: 10 } };
  const child: AlertRule = { ...payments, name: "Child", dependsOn: ["Slow"] };

  test("have a round of their own after that of the others, with what depends on them", async () => {
    const { view, at, inputs } = run([payments, slow, child]);
    const first = await at(start + 100, 20);
    expect(first?.changes.map(({ rule }) => rule)).toEqual(["Payments fail"]);
    expect(view.rows("state").map(({ id }) => id)).toEqual(["Payments fail"]);
    const second = await at(start + 1_100, 20);
    expect(second?.changes.map(({ rule, at: when }) => [rule, when])).toEqual([
      ["Slow", start],
      ["Child", start],
    ]);
    // inhibited by its parent, which was decided with it
    expect(second?.notices.map(({ rule, withheld }) => [rule, withheld?.by])).toEqual([
      ["Slow", undefined],
      ["Child", "dependency"],
    ]);
    expect(await at(start + 2_100, 20)).toBeUndefined();
    expect(inputs).toEqual([["metric"], ["sql", "metric"]]);
  });

  test("are evaluated although others are due each second", async () => {
    const { at } = run([
      { ...payments, every: "1s" },
      { ...slow, every: "1s" },
    ]);
    const rules: (string | undefined)[] = [];
    for (let second = 0; second < 4; second += 1)
      rules.push((await at(start + second * 1_000, second % 4 < 2 ? 20 : 1))?.changes[0]?.rule);
    expect(rules).toEqual(["Payments fail", "Slow", "Payments fail", "Slow"]);
  });

  test("are errors alone when they reach their limit", async () => {
    const { view, at } = run([payments, { ...slow, onError: "fire" }]);
    await at(start, 20);
    await at(start + 1_000, "broken");
    expect(lastRound(view).failing).toEqual({ Slow: "too slow" });
    expect(view.rows("change").map(({ rule, detail }) => [rule, detail])).toEqual([
      ["Payments fail", "firing"],
      ["Slow", "firing"],
    ]);
  });
});

test("an accepted level ends the alert that the person saw, also after a takeover, and none that begins later", async () => {
  const rule: AlertRule = { name: "Latency", on: { metric: "latency" }, window: "1m", when: { anomaly: {} } };
  const { view, at, restart } = run([rule]);
  const noise = (index: number): number => 3 * Math.sin(index * 12.9898) + 2 * Math.sin(index * 78.233);
  const changes: string[] = [];
  const minutes = async (from: number, to: number, level: number): Promise<void> => {
    for (let index = from; index < to; index++) {
      const round = await at(start + index * minute, level + noise(index));
      changes.push(...(round?.changes ?? []).map(({ kind, reason }) => `${kind} ${reason}`));
    }
  };
  const accept = async (ms: number): Promise<void> => {
    const { rules } = await readCurrent(view.queries, undefined);
    const { since } = rules["Latency"]!.groups[""]!;
    const body = JSON.stringify({ author: "anna", text: "", sinceMs: since });
    const alert = alertIdOf("Latency", {});
    const note = { kind: "note", ms, id: `n${ms}`, version: 1, rule: "Latency", alert } as const;
    await view.alertRecords.add([{ ...note, detail: "accept", body }]);
  };
  await minutes(0, 300, 100);
  await minutes(300, 310, 400);
  expect(changes).toEqual([expect.stringMatching(/^firing /)]);
  // the clock of the console that took the note was behind
  const { since: firedMs } = (await readCurrent(view.queries, undefined)).rules["Latency"]!.groups[""]!;
  await accept(firedMs - 30_000);
  // the console that took the note is gone
  restart();
  await minutes(310, 312, 400);
  expect(changes.slice(1)).toEqual(["recovered level accepted by anna"]);
  const notices = view.rows("notice").map(({ body }) => JSON.parse(body) as StoredNotice);
  expect(notices.map(({ kind, reason }) => [kind, reason]).at(-1)).toEqual(["recovered", "level accepted"]);
  await minutes(312, 700, 400);
  await minutes(700, 710, 4_000);
  expect(changes.slice(2)).toEqual([expect.stringMatching(/^firing /)]);
});
