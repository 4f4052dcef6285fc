import { expect, test } from "vitest";
import type { Reading } from "../condition/reading.ts";
import type { AlertRule, RuleFile } from "../rule/rule.ts";
import { type BrokenRule, createEngine } from "./engine.ts";
import { evaluateRound, type Round } from "./round.ts";
import { newEngineState } from "./state.ts";

const minute = 60_000;
const start = Date.parse("2026-03-02T09:00:00Z");
const rule: AlertRule = { name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 } };
const grouped: AlertRule = { ...rule, groupBy: ["region"] };

type Values = Readonly<Record<string, number>> | number | "broken";

/** A value for each region, or for all. */
function readingOf(values: Values): Reading {
  if (values === "broken") return { error: "too slow" };
  if (typeof values === "number") return { groups: [{ labels: {}, sample: { value: values } }] };
  return {
    groups: Object.entries(values).map(([region, value]) => ({ labels: { region }, sample: { value } })),
  };
}

/** Rounds one after the other, each with its rules. */
function run() {
  let state = newEngineState;
  return {
    at(ms: number, file: RuleFile, values: Values, broken: readonly BrokenRule[] = []): Round {
      const round = evaluateRound(createEngine(file, broken), state, start + ms, () => readingOf(values));
      // what survives a restart
      state = JSON.parse(JSON.stringify(round.state)) as typeof state;
      return round;
    },
    get state() {
      return state;
    },
  };
}

const changesOf = ({ changes }: Round): unknown[] =>
  changes.map(({ kind, group, from, to, reason = "" }) => [
    kind,
    ...Object.values(group),
    `${from} → ${to}`,
    reason,
  ]);
const noticesOf = ({ notices }: Round): unknown[] =>
  notices.map(({ kind, group, reason = "" }) => [kind, ...Object.values(group), reason]);

test.each([
  ["deleted", {}],
  ["disabled", { alerts: [{ ...rule, disabled: true }] }],
])("a firing alert ends once when its rule was %s", (word, after) => {
  const { at } = run();
  at(0, { alerts: [rule] }, 20);
  // noticed within the minute that was evaluated
  const round = at(0, after, 20);
  expect(changesOf(round)).toEqual([["ended", "firing → ok", `the rule was ${word}`]]);
  expect(noticesOf(round)).toEqual([["ended", `the rule was ${word}`]]);
  // later than its firing, so that lists and queues have them in this order
  expect(round.changes[0]!.at).toBe(start + 1);
  for (const ms of [0, minute, 2 * minute]) {
    const { changes, notices } = at(ms, after, 20);
    expect([changes, notices]).toEqual([[], []]);
  }
});

test("a rule that is enabled again in the same minute is evaluated at the next one, under a new id", () => {
  const seen = run();
  const first = seen.at(0, { alerts: [rule] }, 20);
  seen.at(0, { alerts: [{ ...rule, disabled: true }] }, 20);
  expect(seen.at(0, { alerts: [rule] }, 20).notices).toEqual([]);
  const again = seen.at(minute, { alerts: [rule] }, 20);
  expect(noticesOf(again)).toEqual([["firing", ""]]);
  expect(again.notices[0]!.id).not.toBe(first.notices[0]!.id);
});

test("a deleted rule leaves no state after its next evaluation would have been", () => {
  const seen = run();
  seen.at(0, { alerts: [rule] }, 20);
  seen.at(0, {}, 20);
  seen.at(minute, {}, 20);
  expect(seen.state.rules).toEqual({});
});

test("only receivers that know of an alert get the message of its end", () => {
  const silence = {
    name: "night",
    match: { alert: "*" },
    from: "2026-03-02T09:01:00Z",
    to: "2026-03-02T12:00:00Z",
  };
  const silenced = { silences: [silence] };
  // not known: pending, and fired during a silence
  const pending = run();
  pending.at(0, { alerts: [{ ...rule, for: "10m" }] }, 20);
  expect(noticesOf(pending.at(minute, {}, 20))).toEqual([]);
  const unheard = run();
  unheard.at(minute, { alerts: [rule], ...silenced }, 20);
  const round = unheard.at(2 * minute, silenced, 20);
  expect([changesOf(round), noticesOf(round)]).toEqual([
    [["ended", "firing → ok", "the rule was deleted"]],
    [],
  ]);
  // known: a silence does not keep an incident open for ever
  const heard = run();
  heard.at(0, { alerts: [rule] }, 20);
  expect(noticesOf(heard.at(2 * minute, silenced, 20))).toEqual([["ended", "the rule was deleted"]]);
});

test("a recovery that a silence withheld is reported as the end of the alert", () => {
  const silences = [
    { name: "now", match: { alert: "*" }, from: "2026-03-02T09:01:00Z", to: "2026-03-02T12:00:00Z" },
  ];
  const { at } = run();
  at(0, { alerts: [rule] }, 20);
  expect(at(minute, { alerts: [rule], silences }, 1).notices).toMatchObject([
    { withheld: { by: "silence" } },
  ]);
  const round = at(2 * minute, { silences }, 1);
  expect([changesOf(round), noticesOf(round)]).toEqual([[], [["ended", "the rule was deleted"]]]);
});

test.each([
  ["by something else", { ...rule, groupBy: ["shop"] }],
  ["not at all", rule],
])("groups end when the rule groups %s", (_, after) => {
  const { at } = run();
  at(0, { alerts: [grouped] }, { eu: 20, us: 1 });
  const round = at(minute, { alerts: [after] }, 5);
  expect(changesOf(round)).toEqual([["ended", "eu", "firing → ok", "the rule was changed"]]);
  expect(noticesOf(round)).toEqual([["ended", "eu", "the rule was changed"]]);
  expect(at(2 * minute, { alerts: [after] }, 5).changes).toEqual([]);
});

test("groups that another source does not have end; the others go on", () => {
  const other: AlertRule = { ...grouped, on: { metric: "mails" } };
  const { at } = run();
  at(0, { alerts: [grouped] }, { eu: 20, us: 20 });
  // which ones it has is known when it could be read
  expect(at(minute, { alerts: [other] }, "broken").changes).toEqual([]);
  const round = at(2 * minute, { alerts: [other] }, { us: 30, asia: 40 });
  expect(changesOf(round)).toEqual([
    ["ended", "eu", "firing → ok", "the rule was changed"],
    ["firing", "asia", "ok → firing", ""],
  ]);
  expect(at(3 * minute, { alerts: [other] }, { us: 30, asia: 40 }).changes).toEqual([]);
});

test("a longer window or another limit ends nothing", () => {
  const { at } = run();
  at(0, { alerts: [grouped] }, { eu: 20 });
  const after: AlertRule = { ...grouped, window: "10m", when: { above: 12 } };
  expect(at(minute, { alerts: [after] }, {}).changes).toEqual([]);
});

test("a rule with mistakes is in error with the reason until it is right or deleted", () => {
  const broken = [{ declaration: rule, reason: "`dependsOn[0]` is `Shop`; no rule has this name." }];
  const { at } = run();
  at(0, { alerts: [rule] }, 20);
  const round = at(0, {}, 20, broken);
  expect(changesOf(round)).toEqual([["error", "firing → error", broken[0]!.reason]]);
  expect(noticesOf(round)).toEqual([["error", ""]]);
  const later = at(minute, {}, 20, broken);
  expect([later.changes, later.notices]).toEqual([[], []]);
  expect(changesOf(at(2 * minute, { alerts: [rule] }, 20))).toEqual([["firing", "error → firing", ""]]);
  at(3 * minute, {}, 20, broken);
  expect(noticesOf(at(4 * minute, {}, 20))).toEqual([["ended", "the rule was deleted"]]);
});

test("a silence withholds the message about a rule with mistakes", () => {
  const declaration: AlertRule = { ...rule, owner: "team-shop" };
  const silences = [
    {
      name: "rebuild",
      match: { owner: "team-shop" },
      from: "2026-03-02T09:00:00Z",
      to: "2026-03-02T12:00:00Z",
    },
  ];
  const { at } = run();
  at(0, { alerts: [declaration] }, 1);
  const round = at(minute, { silences }, 1, [{ declaration, reason: "a mistake" }]);
  expect(round.notices).toMatchObject([{ kind: "error", withheld: { by: "silence", name: "rebuild" } }]);
});

test("an alert that ended long before its rule had a mistake is not the one that fires or ends after it", () => {
  const day = 86_400_000;
  const broken = [{ declaration: rule, reason: "a mistake" }];
  const { at } = run();
  at(0, { alerts: [rule] }, 90);
  at(minute, { alerts: [rule] }, 1);
  const ended = at(9 * day, {}, 1, broken);
  expect(ended.notices).toMatchObject([{ kind: "error" }]);
  expect(ended.notices[0]!.episode).toBeUndefined();
  const corrected = at(9 * day + minute, { alerts: [rule] }, 20);
  expect(corrected.notices).toMatchObject([
    { kind: "firing", episode: { since: start + 9 * day + minute, worst: 20 } },
  ]);
});

test("an alert that fires when its rule gets a mistake goes on after it", () => {
  const { at } = run();
  at(0, { alerts: [rule] }, 90);
  at(minute, {}, 1, [{ declaration: rule, reason: "a mistake" }]);
  expect(at(2 * minute, { alerts: [rule] }, 20).notices).toMatchObject([
    { kind: "firing", episode: { since: start, worst: 90 } },
  ]);
});
