import type { AlertRule, Reading } from "alerts";
import { expect, test, vi } from "vitest";
import { leadershipOf } from "../../lease/leadership.fixture.ts";
import { createMemoryView } from "../evaluate/memory-view.fixture.ts";
import { createTenantEvaluator } from "../evaluate/tenant-evaluator.ts";
import { createTenantRules } from "../evaluate/tenant-rules.ts";
import type { StoredNotice } from "../outbox.ts";
import type { AlertView } from "../view.ts";
import { createWatch, type WatchOptions } from "./watch.ts";
import { cannotEvaluate } from "./watch-text.ts";

const start = Date.parse("2026-11-20T18:38:00Z");
const minute = 60_000;
/** For looks that hang. */
const turn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 5));

/** A watch with the clock of the test. */
function watchOf(options: Pick<WatchOptions, "viewOf"> & Partial<WatchOptions>) {
  const sent: StoredNotice[] = [];
  const clock = { nowMs: start };
  const makeWatch = (term: number) =>
    createWatch({
      tenants: async () => [],
      clock: { now: () => clock.nowMs, monotonicMs: () => clock.nowMs },
      log: { warn: vi.fn<() => void>() },
      leadership: leadershipOf(term),
      send: (notice) => void sent.push(notice),
      ...options,
    });
  let watch = makeWatch(1);
  return {
    sent,
    clock,
    claims: () => sent.map(({ claim }) => claim),
    firing: () => watch.firing(),
    async look({ hangs = false } = {}) {
      await (hangs ? Promise.race([watch.step(), turn()]) : watch.step());
      clock.nowMs += minute;
    },
    /** Another leader begins. */
    restart: () => (watch = makeWatch(2)),
  };
}

test("a store that does not say for three minutes is one page", async () => {
  const { sent, look } = watchOf({ viewOf: () => Promise.reject(new Error("the store is away")) });
  for (let index = 0; index < 3; index++) await look();
  expect(sent).toEqual([]);
  for (let index = 0; index < 30; index++) await look();
  expect(sent.map(({ claim, severity, kind }) => [claim, severity, kind])).toEqual([
    ["Telltale cannot read its rules since 18:38 UTC", "page", "firing"],
  ]);
});

test("a tenant whose store hangs is a page, and does not keep another's", async () => {
  const { sent, look } = watchOf({
    tenants: async () => ["slow", "acme"],
    viewOf: (tenant) =>
      tenant === "slow" ? new Promise(() => undefined) : Promise.reject(new Error("the store is away")),
  });
  for (let index = 0; index < 6; index++) await look({ hangs: true });
  expect(sent.map(({ tenant }) => tenant)).toEqual(["", "acme", "slow"]);
});

test("a list of tenants that hangs keeps no page", async () => {
  const { sent, look } = watchOf({
    tenants: () => new Promise(() => undefined),
    viewOf: () => Promise.reject(new Error("the store is away")),
  });
  for (let index = 0; index < 6; index++) await look({ hangs: true });
  expect(sent).toHaveLength(1);
});

const rules = Array.from({ length: 15 }, (_, index): AlertRule => ({
  name: `Rule ${index}`,
  on: { service: `service-${index}`, measure: "errors" },
  when: { above: 0.05 },
}));
const fine: Reading = { groups: [{ labels: {}, sample: { value: 0, count: 1000, part: 0 } }] };
const failed: Reading = { error: "The query took longer than 20 s." };

/** A console that evaluates each minute and watches itself. */
function consoleOf() {
  const view = createMemoryView();
  rules.forEach((rule, index) =>
    view.documents.set(`alert-alert/${index}`, { version: 1, savedMs: start, content: rule }),
  );
  const away = { isAway: false };
  const watch = watchOf({
    async viewOf() {
      if (away.isAway) throw new Error("the store is away");
      return view as unknown as AlertView;
    },
  });
  let isFailing: (rule: number) => boolean = () => false;
  const evaluator = createTenantEvaluator({
    tenant: "",
    view,
    leader: "shop-1/4117",
    nowMs: () => watch.clock.nowMs,
    rules: createTenantRules({
      tenant: "",
      queries: view.queries,
      folder: undefined,
      documents: view.documentState,
      nowMs: () => watch.clock.nowMs,
      onProblem: () => undefined,
    }),
    reader: {
      read: async (inputs) =>
        new Map(
          inputs.map(({ id, source }) => [
            id,
            isFailing(Number(/\d+$/.exec(String((source as { service?: string }).service))?.[0]))
              ? failed
              : fine,
          ]),
        ),
    },
  });
  const leadership = leadershipOf();
  return {
    ...watch,
    view,
    away,
    async minutes(count: number, failing: (rule: number, minute: number) => boolean) {
      for (let index = 0; index < count; index++) {
        isFailing = (rule) => failing(rule, index);
        if (!away.isAway) {
          await evaluator.begin(leadership);
          await evaluator.tick(leadership);
        }
        await watch.look();
      }
    },
  };
}

const none = (): boolean => false;

test("rules that break after a lasting broken one have a page of their own, and each its recovery", async () => {
  const { claims, sent, minutes } = consoleOf();
  await minutes(30, (rule) => rule === 0);
  expect(claims()).toEqual(["Telltale cannot evaluate 1 of 15 rules since 18:38 UTC"]);
  await minutes(5, (rule) => rule < 4);
  expect(claims().slice(1)).toEqual(["Telltale cannot evaluate 3 more of 15 rules since 19:07 UTC"]);
  expect(sent[1]!.reason).toBe("Rule 1, Rule 2, Rule 3: The query took longer than 20 s.");
  // receivers that know alerts by their labels see two
  expect(sent[1]!.alertId).not.toBe(sent[0]!.alertId);
  await minutes(20, (rule) => rule === 0);
  expect(claims().slice(2)).toEqual([
    "Telltale evaluates Rule 1, Rule 2, Rule 3 again since 19:12 UTC, after 5 min",
  ]);
  expect(sent[2]!.alertId).toBe(sent[1]!.alertId);
  await minutes(20, none);
  expect(claims().slice(3)).toEqual(["Telltale evaluates all rules again since 19:32 UTC, after 54 min"]);
  expect(sent[3]!.alertId).toBe(sent[0]!.alertId);
});

test("the recovery comes from the next leader, which repeats the message until then", async () => {
  const { claims, minutes, restart, firing } = consoleOf();
  await minutes(6, (rule) => rule < 14);
  restart();
  await minutes(1, (rule) => rule < 14);
  expect(firing().map(({ claim }) => claim)).toEqual([
    "Telltale cannot evaluate 14 of 15 rules since 18:38 UTC",
  ]);
  restart();
  await minutes(12, none);
  expect(claims()).toEqual([
    "Telltale cannot evaluate 14 of 15 rules since 18:38 UTC",
    expect.stringMatching(/^Telltale evaluates all rules again since 18:\d\d UTC/),
  ]);
  expect(firing()).toEqual([]);
  restart();
  await minutes(12, none);
  expect(claims()).toHaveLength(2);
});

test("messages are stored: one that was not delivered is pending for the next leader", async () => {
  const { view, minutes } = consoleOf();
  await minutes(6, (rule) => rule === 0);
  await minutes(12, none);
  const notices = view.rows("notice").map(({ body }) => JSON.parse(body) as StoredNotice);
  expect(notices.map(({ kind, toAllPagers }) => [kind, toAllPagers])).toEqual([
    ["firing", true],
    ["recovered", true],
  ]);
});

test("what was sent while the store was away is stored when it is back", async () => {
  const { claims, view, away, minutes, restart } = consoleOf();
  await minutes(1, none);
  away.isAway = true;
  await minutes(5, none);
  away.isAway = false;
  await minutes(1, none);
  restart();
  await minutes(12, none);
  expect(claims()).toEqual([
    "Telltale cannot read its rules since 18:39 UTC",
    expect.stringMatching(/^Telltale evaluates all rules again since 18:4\d UTC/),
  ]);
  expect(view.rows("notice")).toHaveLength(2);
});

test("the end and the duration of an outage that another leader knew are stated as limits", async () => {
  const { claims, clock, minutes, restart } = consoleOf();
  await minutes(6, (rule) => rule === 0);
  clock.nowMs += 5 * 60 * minute;
  await minutes(2, (rule) => rule === 0);
  restart();
  await minutes(12, none);
  expect(claims().slice(1)).toEqual([
    "Telltale evaluates all rules again since 23:46 UTC at the latest, after up to 5 h 8 min",
  ]);
});

test("one that the next leader has seen itself ends when it saw it end", async () => {
  const { claims, minutes, restart } = consoleOf();
  await minutes(6, (rule) => rule === 0);
  restart();
  await minutes(6, (rule) => rule === 0);
  await minutes(12, none);
  expect(claims().slice(1)).toEqual(["Telltale evaluates all rules again since 18:49 UTC, after 11 min"]);
});

test("a rule that was deleted is no longer there", async () => {
  const { claims, view, minutes } = consoleOf();
  await minutes(6, (rule) => rule === 0);
  view.documents.delete("alert-alert/0");
  await minutes(12, none);
  expect(claims().slice(1)).toEqual(["Rule 0 is deleted or disabled since 18:43 UTC, after 5 min"]);
});

test("it says how many rules are not evaluated, since when and why", () => {
  const unknown = new Map(
    Array.from({ length: 14 }, (_, index) => [`Rule ${index}`, { since: null, reason: "the query failed" }]),
  );
  const { claim, reason } = cannotEvaluate(
    { tenant: "", unknown, rules: 15 },
    { number: 1, rules: [...unknown.keys()], sinceMs: start, isFurther: false },
    start + 240_000,
  );
  expect(claim).toBe("Telltale cannot evaluate 14 of 15 rules since 18:38 UTC");
  expect(reason).toBe("Rule 0, Rule 1, Rule 2, Rule 3, Rule 4, …: the query failed");
});
