import fc from "fast-check";
import { expect, test } from "vitest";
import type { Outcome, Verdict } from "../condition/verdict.ts";
import type { GroupState } from "./state.ts";
import { type Behaviour, newGroup, step } from "./step.ts";

const minute = 60_000;
const behaviour: Behaviour = {
  severity: "ticket",
  rule: "Purchases fail",
  everyMs: minute,
  forMs: 2 * minute,
  recoverAfterMs: 0,
  forgetAfterMs: 1440 * minute,
  forgetsHolding: false,
  groupBy: [],
  onNoData: "keep",
  onError: "keep",
  flapping: { firings: 3, withinMs: 60 * minute },
};

const letters: Readonly<Record<string, Outcome>> = {
  h: "holds",
  c: "clear",
  u: "unsure",
  n: "noData",
  e: "error",
};

/** The changes that outcomes, one a minute, make: `3 firing`. */
function run(outcomes: string, changed: Partial<Behaviour> = {}): string[] {
  let state: GroupState = newGroup({}, 0);
  return [...outcomes].flatMap((letter, index) => {
    const at = (index + 1) * minute;
    const next = step({ ...behaviour, ...changed }, state, { outcome: letters[letter]! }, at);
    ({ state } = next);
    return next.change === undefined ? [] : [`${index + 1} ${next.change.kind}`];
  });
}

test("fires when the condition has held for the time of `for`, and recovers when it no longer holds", () => {
  expect(run("chhhhcc")).toEqual(["2 pending", "4 firing", "6 recovered"]);
});

test("clears a pending alert when the condition stops holding before `for` is over", () => {
  expect(run("hhchhh")).toEqual(["1 pending", "3 cleared", "4 pending", "6 firing"]);
});

test("fires at once without `for`", () => {
  expect(run("ch", { forMs: 0 })).toEqual(["2 firing"]);
});

test("recovers only after the time of `recoverAfter` without an interruption", () => {
  expect(run("hcchccc", { forMs: 0, recoverAfterMs: 2 * minute })).toEqual(["1 firing", "7 recovered"]);
});

test("missing data that fires goes on firing after `forgetAfter`; a group is forgotten once and does not fire again", () => {
  const fire = { onNoData: "fire", forMs: 0, forgetAfterMs: 3 * minute } as const;
  expect(run(`c${"n".repeat(20)}`, fire)).toEqual(["2 firing"]);
  expect(run(`c${"n".repeat(20)}`, { ...fire, groupBy: ["region"] })).toEqual(["2 firing", "4 recovered"]);
  expect(run(`c${"n".repeat(20)}`, { ...fire, onNoData: "report" })).toEqual(["2 noData"]);
});

test("damps an alert that alternates between firing and no data", () => {
  const changes = run("hnnnnn".repeat(12), { forMs: 0, onNoData: "report" });
  expect(changes.filter((one) => one.endsWith("firing"))).toHaveLength(4);
});

test.each(["n", "e", "u"])("keeps the last state by default when the outcome is %s", (letter) => {
  expect(run(`hhh${letter.repeat(60)}`)).toEqual(["1 pending", "3 firing"]);
  expect(run(`cc${letter.repeat(60)}`)).toEqual([]);
});

test("what is too early to judge was read: it ends an error and the lack of data, and nothing else", () => {
  const next = (before: string, changed: Partial<Behaviour>): string => {
    let state: GroupState = newGroup({}, 0);
    for (const [index, letter] of [...before].entries())
      ({ state } = step(
        { ...behaviour, ...changed },
        state,
        { outcome: letters[letter]! },
        (index + 1) * minute,
      ));
    const verdict: Verdict = { outcome: "unsure", isTooEarly: true };
    const { change, state: after } = step({ ...behaviour, ...changed }, state, verdict, 10 * minute);
    return `${state.state}: ${change?.kind ?? after.state}`;
  };
  expect(next("ceee", { onError: "report" })).toBe("error: resumed");
  expect(next("cnnn", { onNoData: "report" })).toBe("noData: resumed");
  expect(next("hhh", {})).toBe("firing: firing");
  expect(next("h", {})).toBe("pending: pending");
});

test("a gap in the data neither fires nor clears a pending alert, and does not count as time of `for`", () => {
  expect(run(`hh${"n".repeat(30)}h`)).toEqual(["1 pending", "33 firing"]);
  expect(run(`h${"n".repeat(30)}hh`)).toEqual(["1 pending", "33 firing"]);
});

test("reports no data and errors as states of their own after `for`", () => {
  expect(run("cnnnch", { onNoData: "report" })).toEqual(["4 noData", "5 resumed", "6 pending"]);
  expect(run("ceeee", { onError: "report" })).toEqual(["4 error"]);
  expect(run("cnncnn", { onNoData: "report" })).toEqual([]);
});

test("treats no data as holding or as clear where the rule says so", () => {
  expect(run("cnnn", { onNoData: "fire" })).toEqual(["2 pending", "4 firing"]);
  expect(run("hhhn", { onNoData: "ok" })).toEqual(["1 pending", "3 firing", "4 recovered"]);
});

test("recovers a firing group that has had no data for the time of `forgetAfter`", () => {
  expect(run(`hhh${"n".repeat(12)}`, { forgetAfterMs: 10 * minute })).toEqual([
    "1 pending",
    "3 firing",
    "13 recovered",
  ]);
});

test("a pause between evaluations counts as three intervals of `for` at most", () => {
  const long = { ...behaviour, forMs: 10 * minute };
  const holds: Verdict = { outcome: "holds" };
  const first = step(long, newGroup({}, 0), holds, minute);
  const afterPause = step(long, first.state, holds, 60 * minute);
  expect(afterPause.change).toBeUndefined();
  expect(afterPause.state.waiting).toEqual({ to: "firing", ms: 3 * minute });
});

test("an evaluation of a time that is past changes nothing", () => {
  const first = step({ ...behaviour, forMs: 0 }, newGroup({}, 0), { outcome: "holds" }, 5 * minute);
  for (const at of [5 * minute, 4 * minute]) {
    const again = step({ ...behaviour, forMs: 0 }, first.state, { outcome: "clear" }, at);
    expect(again).toEqual({ state: first.state });
  }
});

const outcomes = fc.array(fc.constantFrom("holds", "clear", "unsure", "noData", "error"), { maxLength: 200 });
const policies = fc.constantFrom("keep", "ok", "fire", "report");
const behaviours = fc.record({
  forMs: fc.integer({ min: 0, max: 5 }).map((count) => count * minute),
  recoverAfterMs: fc.integer({ min: 0, max: 3 }).map((count) => count * minute),
  onNoData: policies,
  onError: policies,
  flapping: fc.record({
    firings: fc.integer({ min: 1, max: 4 }),
    withinMs: fc.integer({ min: 1, max: 40 }).map((count) => count * minute),
  }),
});

test("a restart after any evaluation gives the same changes", () => {
  fc.assert(
    fc.property(outcomes, behaviours, fc.nat(), (sequence, changed, place) => {
      const all = { ...behaviour, ...changed } as Behaviour;
      const restartAt = sequence.length === 0 ? 0 : place % sequence.length;
      let [through, restarted]: GroupState[] = [newGroup({}, 0), newGroup({}, 0)];
      for (const [index, outcome] of sequence.entries()) {
        const at = (index + 1) * minute;
        const verdict = { outcome } as Verdict;
        if (index === restartAt) restarted = JSON.parse(JSON.stringify(restarted)) as GroupState;
        const [one, other] = [step(all, through!, verdict, at), step(all, restarted!, verdict, at)];
        expect(JSON.stringify(other)).toBe(JSON.stringify(one));
        [through, restarted] = [one.state, other.state];
      }
    }),
  );
});

test("each change goes on from the state that the last one reached, with an id of its own", () => {
  fc.assert(
    fc.property(outcomes, behaviours, (sequence, changed) => {
      let state = newGroup({}, 0);
      const ids = new Set<string>();
      for (const [index, outcome] of sequence.entries()) {
        const next = step(
          { ...behaviour, ...changed } as Behaviour,
          state,
          { outcome } as Verdict,
          (index + 1) * minute,
        );
        const { change } = next;
        const [from, to] = change === undefined ? [state.state, state.state] : [change.from, change.to];
        expect([from, to]).toEqual([state.state, next.state.state]);
        expect(change === undefined || (from !== to && !ids.has(change.id))).toBe(true);
        ids.add(change?.id ?? "");
        ({ state } = next);
      }
    }),
  );
});

test("a flapping alert fires at most as often in the damping time as the rule allows", () => {
  fc.assert(
    fc.property(outcomes, behaviours, (sequence, changed) => {
      const all = { ...behaviour, ...changed, onNoData: "keep", onError: "keep" } as Behaviour;
      let state = newGroup({}, 0);
      const firings: number[] = [];
      for (const [index, outcome] of sequence.entries()) {
        const next = step(all, state, { outcome } as Verdict, (index + 1) * minute);
        if (next.change?.kind === "firing") firings.push(next.change.at);
        ({ state } = next);
      }
      for (const at of firings) {
        const inWindow = firings.filter((one) => one > at - all.flapping.withinMs && one <= at);
        expect(inWindow.length).toBeLessThanOrEqual(all.flapping.firings);
      }
    }),
  );
});
