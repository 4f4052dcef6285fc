// Rules that are not evaluated: what their last evaluation found is not known to hold now.
import type { AlertRule } from "alerts";
import { durationMs } from "catalog/duration";
import type { Unknown } from "contract";
import type { Current } from "./current.ts";
import type { RuleEntry } from "./rules/judge.ts";
import type { KnownRule } from "./rules/known-rules.ts";
import type { PublishedRules } from "./rules/published.ts";
import { withoutQuote } from "./rules/rule-file.ts";
import type { StoredThing } from "./rules/stored-things.ts";

/** An evaluation may be so late, when it waits for others or the leader changes. */
const graceMs = 3 * 60_000;
const usualEvery = "1m";

/** What is known of evaluations. */
interface Evaluations extends Pick<Current, "rules" | "round"> {
  readonly stored: readonly Pick<StoredThing, "id" | "savedMs">[];
}

/** By name of the rule, of `rules` that are not disabled. */
export function rulesNotEvaluated(
  evaluations: Evaluations,
  rules: Iterable<readonly [name: string, rule: KnownRule]>,
  nowMs: number,
): ReadonlyMap<string, Unknown> {
  const savedMs = new Map(evaluations.stored.map((one) => [one.id, one.savedMs]));
  const found = new Map<string, Unknown>();
  for (const [name, rule] of rules) {
    if (rule.declaration.disabled === true) continue;
    const times = { savedMs: savedMs.get(rule.entry.stored), nowMs };
    const unknown = unknownOf(name, rule, evaluations, times);
    if (unknown !== undefined) found.set(name, unknown);
  }
  return found;
}

function unknownOf(
  name: string,
  { declaration, entry }: KnownRule,
  { rules, round }: Evaluations,
  { savedMs, nowMs }: { readonly savedMs: number | undefined; readonly nowMs: number },
): Unknown | undefined {
  const lastMs = Object.hasOwn(rules, name) ? rules[name]!.at : undefined;
  const mistake = mistakeOf(entry);
  if (mistake !== undefined) return mistake;
  if (round !== undefined && Object.hasOwn(round.failing, name)) {
    const since = Object.entries(round.failingSince ?? {}).find(([rule]) => rule === name)?.[1];
    return { since: timeOf(since), reason: round.failing[name]! };
  }
  // one that was never evaluated waits since it was saved, whatever happens to others
  const sinceMs = lastMs ?? savedMs;
  if (nowMs - (sinceMs ?? round?.at ?? nowMs) <= everyMsOf(declaration) + graceMs) return undefined;
  const by = round === undefined || round.leader === "" ? "" : `; the last one was ${round.leader}`;
  return { since: timeOf(sinceMs), reason: `No console has evaluated the rule since${by}.` };
}

/** Why nothing of it is evaluated, however often the rules are. */
export function mistakeOf({ kind, problems: [problem] }: RuleEntry): Unknown | undefined {
  if (problem === undefined) return undefined;
  const thing = kind === "objective" ? "objective" : "rule";
  return { since: null, reason: `The ${thing} has a mistake: ${problem.path} ${problem.message}` };
}

/** Files that no console ever read without mistakes of form: which rules they have is not known. By path. */
export function unreadFiles({ entries, files }: PublishedRules): ReadonlyMap<string, Unknown> {
  const read = new Set(entries.map(({ place }) => place));
  return new Map(
    files.flatMap(({ path, problems: [problem] }): [string, Unknown][] => {
      if (problem === undefined || read.has(path)) return [];
      const line = problem.line === undefined ? "" : `line ${problem.line}: `;
      const reason = `The file has a mistake: ${line}${problem.path}${problem.path === "" ? "" : " "}${withoutQuote(problem.message)}`;
      return [[path, { since: null, reason }]];
    }),
  );
}

function everyMsOf({ every }: AlertRule): number {
  return durationMs(every ?? usualEvery);
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined || ms === 0 ? null : new Date(ms).toISOString();
}
