// Transactions, journeys and workflows: steps, states and currencies.
import type { Workflow } from "../catalog.ts";
import { declarationPath } from "../finding.ts";
import { normalName } from "../sensitive-name.ts";
import { isCurrency } from "./currencies.ts";
import type { Rule } from "./rule.ts";

const currency: Rule = {
  id: "currency",
  level: "violation",
  summary: "Currencies are codes of ISO 4217.",
  check({ own }, report) {
    for (const { name, currency: code } of own.transactions)
      if (code !== undefined && !isCurrency(code))
        report(
          declarationPath("transactions", name, "currency"),
          `\`${code}\` is not a currency of ISO 4217.`,
          isCurrency(code.toUpperCase())
            ? `Write \`${code.toUpperCase()}\`.`
            : "Write a code such as `EUR` or `USD`.",
        );
  },
};

const steps: Rule = {
  id: "steps-confusable",
  level: "violation",
  summary: "Steps and states of one thing differ in more than case and separators.",
  check({ own }, report) {
    const judge = (
      kind: "transactions" | "journeys" | "workflows",
      name: string,
      field: string,
      texts: readonly string[],
    ): void => {
      const seen = new Map<string, string>();
      for (const [index, text] of texts.entries()) {
        const normal = normalName(text).replaceAll("_", "");
        const other = seen.get(normal);
        if (other !== undefined)
          report(
            declarationPath(kind, name, field, index),
            `\`${text}\` and \`${other}\` of \`${name}\` ${text === other ? "are the same" : "differ only in case or separators"}.`,
            "Remove or rename one of the two.",
          );
        seen.set(normal, text);
      }
    };
    for (const one of own.transactions) judge("transactions", one.name, "steps", one.steps);
    for (const one of own.journeys) judge("journeys", one.name, "steps", one.steps);
    for (const one of own.workflows) judge("workflows", one.name, "states", one.states);
  },
};

const journeyLength: Rule = {
  id: "journey-steps",
  level: "violation",
  summary: "A funnel has at least two steps.",
  check({ own }, report) {
    for (const { name, steps: all, ordered } of own.journeys)
      if (all.length < (ordered ? 2 : 1))
        report(
          declarationPath("journeys", name, "steps"),
          `The ${ordered ? "funnel" : "journey"} \`${name}\` has ${all.length === 0 ? "no steps" : "one step"}.`,
          "List its steps in the order in which a user takes them.",
        );
  },
};

const unreachable: Rule = {
  id: "workflow-unreachable",
  level: "violation",
  summary: "Each state of a workflow can be reached from the first.",
  check({ own }, report) {
    for (const workflow of own.workflows) {
      if (workflow.transitions === undefined) continue;
      const reached = reachedFrom(workflow);
      for (const [index, state] of workflow.states.entries())
        if (!reached.has(state))
          report(
            declarationPath("workflows", workflow.name, "states", index),
            `No transition leads from \`${workflow.states[0]}\` to the state \`${state}\` of \`${workflow.name}\`.`,
            `Add \`${state}\` to the transitions of the state before it, or remove it.`,
          );
    }
  },
};

function reachedFrom({ states, transitions = {} }: Workflow): ReadonlySet<string> {
  const reached = new Set(states.slice(0, 1));
  // a set that grows while it is read
  for (const state of reached) for (const next of transitions[state] ?? []) reached.add(next);
  return reached;
}

const noEnd: Rule = {
  id: "workflow-end",
  level: "improvement",
  summary: "A workflow has a state that ends it.",
  check({ own }, report) {
    for (const { name, states, transitions } of own.workflows)
      if (
        transitions !== undefined &&
        states.length > 0 &&
        states.every((state) => (transitions[state] ?? []).length > 0)
      )
        report(
          declarationPath("workflows", name, "transitions"),
          `Every state of \`${name}\` leads to another: no instance ever ends.`,
          "Leave out the transitions of the states that end it.",
        );
  },
};

export const flowRules: readonly Rule[] = [currency, steps, journeyLength, unreachable, noEnd];
