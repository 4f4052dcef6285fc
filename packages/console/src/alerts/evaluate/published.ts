// The rules as they are evaluated, published with the states: each console lists what the leader evaluates, with the folder of rules or
// without.
import type { RuleSet } from "../rules/rule-set.ts";

/** Without what is evaluated, which the entries have. */
export type PublishedRules = Pick<RuleSet, "entries" | "files">;

export function publish({ entries, files }: RuleSet): string {
  return JSON.stringify({ entries, files } satisfies PublishedRules);
}

export const nothingPublished: PublishedRules = { entries: [], files: [] };
