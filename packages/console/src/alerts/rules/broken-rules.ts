// Rules with mistakes: they are not evaluated, and what is known of their alerts is kept until they are right again, or deleted.
import type { BrokenRule } from "alerts";
import type { RuleEntry } from "./judge.ts";
import { rulesOf } from "./known-rules.ts";

/** Rules that are not evaluated because of a mistake, in pieces. A rule whose name another rule has is left out. */
export function* brokenRules(entries: readonly RuleEntry[]): Generator<void, readonly BrokenRule[]> {
  const evaluated = new Set<string>();
  const broken: BrokenRule[] = [];
  for (const entry of entries) {
    yield;
    const declarations = rulesOf(entry).map(({ declaration }) => declaration);
    if (entry.problems.length === 0) for (const { name } of declarations) evaluated.add(name);
    else
      for (const declaration of declarations)
        if (declaration.disabled !== true) broken.push({ declaration, reason: reasonOf(entry) });
  }
  return broken.filter(({ declaration }) => !evaluated.has(declaration.name));
}

/** `The rule cannot be evaluated: dependsOn[0] is …`. */
function reasonOf({ problems, place }: RuleEntry): string {
  const { path, message, fix } = problems[0]!;
  const where = place === "" ? "" : ` (${place})`;
  return `The rule${where} cannot be evaluated: ${path === "" ? "it" : `\`${path}\``} ${message} ${fix}`;
}
