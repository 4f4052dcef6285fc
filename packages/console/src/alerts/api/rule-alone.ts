// One rule as a file of rules: for a preview, a chart, a replay.
import type { RuleFile } from "alerts";
import type { RuleEntry } from "../rules/judge.ts";
import type { KnownRule } from "../rules/known-rules.ts";

/** The rule alone, without parents, silences and notices, with the objectives that its condition refers to. */
export function ruleAlone(
  { kind, content }: Pick<RuleEntry, "kind" | "content">,
  others: readonly RuleEntry[],
): RuleFile {
  if (kind === "objective") return { objectives: [content] } as unknown as RuleFile;
  const { dependsOn: _, disabled: __, ...alone } = content;
  const names = objectivesOf(content["when"]);
  const objectives = others
    .filter((one) => one.kind === "objective" && one.problems.length === 0 && names.has(one.content.name))
    .map(({ content: objective }) => withoutAlerts(objective));
  return { alerts: [alone], objectives } as unknown as RuleFile;
}

/** As `ruleAlone`, also of a rule that an objective brings. */
export function knownAlone({ declaration }: KnownRule, entries: readonly RuleEntry[]): RuleFile {
  const content = declaration as unknown as RuleEntry["content"];
  return ruleAlone({ kind: "alert", content }, entries);
}

/** The objective for rules that refer to it: its own rules are not asked for. */
export function withoutAlerts(objective: RuleEntry["content"]): RuleEntry["content"] {
  return { ...objective, alerts: [] };
}

/** Names of the objectives that a condition refers to. */
export function objectivesOf(when: unknown): ReadonlySet<string> {
  if (typeof when !== "object" || when === null) return new Set();
  const { burnRate } = when as { readonly burnRate?: { readonly objective?: unknown } };
  const own = typeof burnRate?.objective === "string" ? [burnRate.objective] : [];
  return new Set([...own, ...Object.values(when).flatMap((part) => [...objectivesOf(part)])]);
}
