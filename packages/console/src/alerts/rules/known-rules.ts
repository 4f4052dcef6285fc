// The rules that the leader evaluates, by name, as lists show them.
import { type AlertRule, burnRules, checkForm, type Objective } from "alerts";
import type { PublishedRules } from "./published.ts";
import { namedIdOf } from "../ids.ts";
import type { RuleEntry } from "./judge.ts";
import type { StoredThing } from "./stored-things.ts";

/** A rule with where it is from. */
export interface KnownRule {
  readonly id: string;
  readonly declaration: AlertRule;
  readonly entry: RuleEntry;
  /** An objective brings it with it. */
  readonly isBurnRule: boolean;
}

/** The id of a rule or objective in `/api/alert-rules`. */
export function ruleIdOf({ kind, stored, content }: RuleEntry): string {
  return stored === "" ? namedIdOf(kind, content.name) : stored;
}

/** Rules by name; of two with one name the one that is evaluated. */
export function knownRules({ entries }: PublishedRules): ReadonlyMap<string, KnownRule> {
  const rules = new Map<string, KnownRule>();
  for (const entry of entries)
    for (const rule of rulesOf(entry)) {
      const { name } = rule.declaration;
      if (!rules.has(name) || entry.problems.length === 0) rules.set(name, rule);
    }
  return rules;
}

/** The rule of an entry, or those that an objective brings with it whose form is right. */
export function rulesOf(entry: RuleEntry): readonly KnownRule[] {
  if (entry.kind === "silence") return [];
  if (entry.kind === "alert") {
    const declaration = entry.content as unknown as AlertRule;
    return [{ id: ruleIdOf(entry), declaration, entry, isBurnRule: false }];
  }
  if (entry.problems.length > 0 && checkForm({ objectives: [entry.content] }).length > 0) return [];
  return burnRules(entry.content as unknown as Objective).map((declaration) => ({
    id: namedIdOf("alert", declaration.name),
    declaration,
    entry,
    isBurnRule: true,
  }));
}

export function entryOf({ kind, id, content }: Pick<StoredThing, "kind" | "id" | "content">): RuleEntry {
  return { kind, content: content as RuleEntry["content"], place: "", stored: id, problems: [] };
}

/** Stored rules whose names no leader has published yet, by name. */
export function unpublishedRules(
  stored: readonly StoredThing[],
  published: ReadonlyMap<string, KnownRule>,
): ReadonlyMap<string, KnownRule> {
  return new Map(
    stored
      .flatMap((one) => rulesOf(entryOf(one)))
      .flatMap((rule) => (published.has(rule.declaration.name) ? [] : [[rule.declaration.name, rule]])),
  );
}
