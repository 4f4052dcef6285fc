// Rules with mistakes: they are not evaluated, and what is known of their alerts is kept until they are right again, or deleted.
import { type AlertRule, type BrokenRule, burnRules, checkForm, type Objective } from "alerts";
import type { RuleEntry } from "./judge.ts";

/** Rules that are not evaluated because of a mistake. A rule whose name another one has is none of them. */
export function brokenRules(entries: readonly RuleEntry[]): readonly BrokenRule[] {
  const sound = entries.filter(({ problems }) => problems.length === 0);
  const evaluated = new Set(sound.flatMap(declarationsOf).map(({ name }) => name));
  return entries
    .filter(({ problems }) => problems.length > 0)
    .flatMap((entry) => {
      const reason = reasonOf(entry);
      return declarationsOf(entry)
        .filter(({ name, disabled }) => disabled !== true && !evaluated.has(name))
        .map((declaration) => ({ declaration, reason }));
    });
}

/** The rule of an entry, or those of an objective whose form is right. */
function declarationsOf({ kind, content }: RuleEntry): readonly AlertRule[] {
  if (kind === "alert") return [content as unknown as AlertRule];
  if (kind === "silence" || checkForm({ objectives: [content] }).length > 0) return [];
  return burnRules(content as unknown as Objective);
}

/** `The rule cannot be evaluated: dependsOn[0] is …`. */
function reasonOf({ problems, place }: RuleEntry): string {
  const { path, message, fix } = problems[0]!;
  const where = place === "" ? "" : ` (${place})`;
  return `The rule${where} cannot be evaluated: ${path === "" ? "it" : `\`${path}\``} ${message} ${fix}`;
}
