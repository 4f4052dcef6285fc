// What the lists say while rules are not evaluated: their queries fail, or no console evaluates them.
import { type AlertRule, burnRules, type Objective, type Reading } from "alerts";
import type { ParamsOf } from "contract";
import { expect, test } from "vitest";
import type { ApiContext } from "../../api/context.ts";
import { leadershipOf } from "../../lease/leadership.fixture.ts";
import { createMemoryView } from "../evaluate/memory-view.fixture.ts";
import { createTenantEvaluator } from "../evaluate/tenant-evaluator.ts";
import { unreadFiles } from "../not-evaluated.ts";
import type { RuleEntry } from "../rules/judge.ts";
import { readRuleFile } from "../rules/rule-file.ts";
import { createTenantRules } from "../evaluate/tenant-rules.ts";
import { listAlertRules } from "./alert-rules.ts";
import { listAlerts } from "./alerts.ts";
import { listObjectives } from "./objectives.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const at = (minutes: number): string => new Date(start + minutes * minute).toISOString();
const rules = Array.from({ length: 15 }, (_, index): AlertRule => ({
  name: `Service ${index} fails`,
  on: { service: `service-${index}`, measure: "errors" },
  when: { above: 0.05 },
}));

/** A console whose readings are the test's. */
function run(declared: readonly AlertRule[] = rules) {
  const view = createMemoryView();
  declared.forEach((rule, index) =>
    view.documents.set(`alert-alert/${index}`, { version: 1, savedMs: start, content: rule }),
  );
  let nowMs = start;
  let readingOf: (service: string) => Reading = () => value(0);
  const evaluator = createTenantEvaluator({
    tenant: "",
    view,
    leader: "shop-1/4117",
    nowMs: () => nowMs,
    rules: createTenantRules({
      tenant: "",
      queries: view.queries,
      folder: undefined,
      documents: view.documentState,
      nowMs: () => nowMs,
      onProblem: () => undefined,
    }),
    reader: {
      read: async (inputs) =>
        new Map(
          inputs.map(({ id, source }) => [id, readingOf("service" in source ? String(source.service) : "")]),
        ),
    },
  });
  const leadership = leadershipOf();
  const context: ApiContext = { queries: view.queries, nowMs: () => nowMs };
  return {
    async evaluate(minutes: number, read: typeof readingOf) {
      [nowMs, readingOf] = [start + minutes * minute, read];
      await evaluator.begin(leadership);
      await evaluator.tick(leadership);
    },
    list: (minutes: number, params: Partial<ParamsOf<"GET /api/alerts">> = {}) => {
      nowMs = start + minutes * minute;
      return listAlerts({ limit: 100, ...params } as ParamsOf<"GET /api/alerts">, context);
    },
    save: (kind: "alert" | "objective", content: object, minutes: number): void =>
      void view.documents.set(`alert-${kind}/saved`, {
        version: 1,
        savedMs: start + minutes * minute,
        content,
      }),
    objectives: async () => (await listObjectives(context)).objectives,
    rules: () => listAlertRules({ limit: 100 } as ParamsOf<"GET /api/alert-rules">, context),
  };
}

const value = (one: number): Reading => ({
  groups: [{ labels: {}, sample: { value: one, count: 1000, part: one * 1000 } }],
});
const busy: Reading = { error: "The query took longer than 20 s." };
const allButFirst = (service: string): Reading => (service === "service-0" ? value(0) : busy);

test("rules whose queries fail are unknown since their last evaluation, with the reason, and none of them is ok", async () => {
  const { evaluate, list, rules: listRules } = run();
  await evaluate(0, () => value(0));
  expect((await list(0)).states).toEqual({ ok: 15 });
  await evaluate(1, allButFirst);
  await evaluate(2, allButFirst);
  const { states, evaluation, items } = await list(2, { state: "unknown" });
  expect(states).toEqual({ unknown: 14, ok: 1 });
  expect(items).toHaveLength(14);
  expect(items[0]).toMatchObject({
    state: "ok",
    unknown: { since: at(0), reason: "The query took longer than 20 s." },
  });
  expect(evaluation).toMatchObject({ rules: 15, failing: 14, notEvaluatedTotal: 14 });
  expect(evaluation.notEvaluated).toHaveLength(14);
  expect((await listRules()).items.filter(({ unknown }) => unknown !== null)).toHaveLength(14);
});

test("a rule that works again is known again, and fails since then the next time", async () => {
  const { evaluate, list } = run();
  for (const [minutes, read] of [
    [0, () => value(0)],
    [1, () => busy],
    [2, () => value(0)],
  ] as const)
    await evaluate(minutes, read);
  expect((await list(2)).evaluation.notEvaluated).toEqual([]);
  await evaluate(3, () => busy);
  expect((await list(3)).evaluation.notEvaluated[0]).toMatchObject({ since: at(2) });
});

test("an alert that fires stays open while its rule fails, and says since when its value is not known", async () => {
  const { evaluate, list } = run(rules.slice(0, 1));
  await evaluate(0, () => value(0.2));
  await evaluate(1, () => busy);
  const { states, items } = await list(1);
  expect(states).toEqual({ firing: 1 });
  expect(items[0]).toMatchObject({ state: "firing", value: 0.2, unknown: { since: at(0) } });
});

test("rules that no console evaluates are unknown after their interval and three minutes", async () => {
  const { evaluate, list } = run([rules[0]!, { ...rules[1]!, every: "5m" }]);
  await evaluate(0, () => value(0));
  const namesAt = async (minutes: number) =>
    (await list(minutes)).evaluation.notEvaluated.map(({ rule, since }) => [rule, since]);
  expect(await namesAt(4)).toEqual([]);
  expect(await namesAt(5)).toEqual([["Service 0 fails", at(0)]]);
  expect(await namesAt(8)).toHaveLength(1);
  expect(await namesAt(9)).toHaveLength(2);
  expect((await list(9)).evaluation.notEvaluated[0]!.reason).toBe(
    "No console has evaluated the rule since; the last one was shop-1/4117.",
  );
});

test("a disabled rule is not unknown", async () => {
  const { evaluate, list } = run([{ ...rules[0]!, disabled: true }]);
  await evaluate(0, () => value(0));
  expect((await list(60)).evaluation.notEvaluated).toEqual([]);
});

test("a rule that no console has evaluated yet is unknown since it was saved, after its interval and three minutes", async () => {
  const { evaluate, list, rules: listRules, save } = run([rules[0]!]);
  const unknownAt = async (minutes: number) =>
    (await list(minutes)).evaluation.notEvaluated.map(({ rule, ruleId, since }) => [rule, ruleId, since]);
  expect(await unknownAt(4)).toEqual([]);
  expect(await unknownAt(5)).toEqual([["Service 0 fails", "0", at(0)]]);
  expect((await listRules()).items).toMatchObject([{ unknown: { since: at(0) } }]);
  await evaluate(6, () => value(0));
  // no console publishes the next one
  save("alert", rules[1]!, 6);
  expect(await unknownAt(7)).toEqual([]);
  expect(await unknownAt(11)).toContainEqual(["Service 1 fails", "saved", at(6)]);
});

test("an objective with a mistake is unknown, with its rules, and reads nothing", async () => {
  const { evaluate, list, objectives, save } = run([]);
  const promised = {
    name: "Purchases complete",
    on: { sql: "DROP TABLE spans", name: "purchases" },
    target: 0.95,
  };
  save("objective", promised, 0);
  await evaluate(0, () => value(0));
  const listed = await objectives();
  expect(listed).toMatchObject([
    { name: "Purchases complete", share: null, total: 0, unknown: { since: null, reason: mistake } },
  ]);
  expect(listed[0]!.error).toBe(listed[0]!.unknown!.reason);
  const { notEvaluated } = (await list(0)).evaluation;
  expect(notEvaluated.map(({ rule }) => rule)).toEqual(
    burnRules(promised as unknown as Objective).map(({ name }) => name),
  );
  expect(notEvaluated[0]!.reason).toEqual(mistake);
});

const mistake = expect.stringMatching(/^The objective has a mistake: on\.sql /);

test("a file that was never read is not evaluated, and one that has its last good rules is", () => {
  const problems = [{ path: "objectives[0].target", message: "is 99.", fix: "Write 0.99.", line: 4 }];
  const entry = { kind: "alert", content: rules[0]!, place: "good.yaml", stored: "", problems: [] } as const;
  const files = ["good.yaml", "new.yaml"].map((path) => ({ path, rules: 0, problems }));
  expect([...unreadFiles({ entries: [entry as unknown as RuleEntry], files })]).toEqual([
    ["new.yaml", { since: null, reason: "The file has a mistake: line 4: objectives[0].target is 99." }],
  ]);
});

test("a mistake in the YAML of a file quotes nothing of the file: messages say it to all receivers of pages", () => {
  const texts = {
    "map.yaml": "alerts:\n  - name: a: SELECT s3cret\n",
    "scalar.yaml": "alerts: |s3cret\n",
    "alias.yaml": "alerts: *s3cret\n",
    "second.yaml": 'alerts: "a" s3cret\n',
  };
  const files = Object.entries(texts).map(([path, text]) => ({
    path,
    rules: 0,
    problems: readRuleFile(text).problems,
  }));
  const reasons = [...unreadFiles({ entries: [], files }).values()].map(({ reason }) => reason);
  expect(reasons).toHaveLength(4);
  for (const reason of reasons) expect(reason).not.toMatch(/s3cret|\n/);
  expect(reasons[0]).toMatch(/^The file has a mistake: line 2: is not YAML: Nested mappings /);
});
