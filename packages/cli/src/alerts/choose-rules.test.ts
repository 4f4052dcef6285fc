import { checkRules, type RuleFile } from "alerts";
import { expect, test } from "vitest";
import { chooseRules } from "./choose-rules.ts";

const burns = {
  burnRate: { objective: "Pay ok", windows: [{ long: "30m", short: "5m", factor: 2 }] },
} as const;
const rules: RuleFile = {
  alerts: [
    { name: "Child", on: { metric: "jobs" }, when: { above: 200 }, dependsOn: ["Parent", "Own burn"] },
    { name: "Parent", on: { metric: "jobs" }, when: { above: 900 } },
    { name: "Own burn", when: { any: [{ when: burns }] } },
  ],
  objectives: [
    { name: "Pay ok", on: { service: "payments", measure: "errors" }, target: 0.99 },
    { name: "Fast", on: { service: "payments", measure: "within", limit: "1s" }, target: 0.99 },
  ],
};

/** Names of what is chosen; it must be a whole file. */
function chosen(...names: readonly string[]): unknown {
  const file = chooseRules(rules, names);
  expect(checkRules(file)).toEqual([]);
  const { alerts = [], objectives = [] } = file;
  return {
    alerts: alerts.map(({ name, dependsOn = [] }) => [name, ...dependsOn]),
    objectives: objectives.map(({ name, alerts: own }) => (own === undefined ? name : `${name} alone`)),
  };
}

test("without names, all", () => {
  expect(chooseRules(rules, [])).toBe(rules);
});

test("a rule without parents that are not chosen", () => {
  expect(chosen("Child")).toEqual({ alerts: [["Child"]], objectives: [] });
  expect(chosen("Parent", "Child")).toEqual({ alerts: [["Child", "Parent"], ["Parent"]], objectives: [] });
});

test("a rule on an objective with the objective, without the objective's own rules", () => {
  expect(chosen("Own burn")).toEqual({ alerts: [["Own burn"]], objectives: ["Pay ok alone"] });
});

test("an objective with all of its rules, or one of these", () => {
  expect(chosen("Pay ok")).toEqual({ alerts: [], objectives: ["Pay ok"] });
  expect(chosen("Pay ok: error budget burns")).toEqual({
    alerts: [["Pay ok: error budget burns"]],
    objectives: ["Pay ok alone"],
  });
  expect(chosen("Pay ok", "Pay ok: error budget burns")).toEqual({ alerts: [], objectives: ["Pay ok"] });
});

test("an unknown name is an error that names all rules", () => {
  expect(() => chooseRules(rules, ["Child,Parent"])).toThrow("There is no rule `Child,Parent`");
});
