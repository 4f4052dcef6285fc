// What a replay of an alert reads: as much of the past as its rule looks at.
import { type CompiledRule, createEngine, type Reach, reachOf } from "alerts";
import type { AlertReplay } from "contract";
import type { RuleEntry } from "../rules/judge.ts";
import type { KnownRule } from "../rules/known-rules.ts";
import { knownAlone } from "./rule-alone.ts";

/** Shown before the state began. */
const leadMs = 30 * 60_000;
/** A longer firing is not replayed to its end. */
const longestMs = 6 * 3_600_000;

/** Queries run once for each evaluation: more would take too long. */
const mostRuns = 1_000;

/** Unix ms. */
interface State {
  readonly since: number;
  /** The last time of interest. */
  readonly until: number;
}

/** Undefined when it would run a query too often. */
export function toReplay(
  // notices that an earlier version stored have none
  { signals, queries = [], everyMs = 60_000, readsMs, historyMs, warmUpMs }: StoredReach,
  { alertId, rule }: Pick<AlertReplay, "alertId" | "rule">,
  { since, until }: State,
): AlertReplay | undefined {
  const evaluatedMs = since - historyMs - leadMs;
  const to = Math.min(until, since + longestMs) + 60_000;
  const dataFrom = evaluatedMs - Math.max(readsMs, warmUpMs);
  if ((queries.length * (to - dataFrom)) / everyMs > mostRuns) return undefined;
  return {
    alertId,
    rule,
    signals: [...signals],
    queries: queries.map(({ name, query, windowMs }) => ({ name, query, windowSeconds: windowMs / 1000 })),
    everySeconds: everyMs / 1000,
    dataFrom: isoOf(dataFrom),
    from: isoOf(evaluatedMs - warmUpMs),
    to: isoOf(to),
  };
}

type StoredReach = Omit<Reach, "queries" | "everyMs"> & Partial<Pick<Reach, "queries" | "everyMs">>;

/** What to do for a rule without commands. */
export function noteWithout(known: KnownRule): string {
  const { problems } = known.entry;
  if (problems.length > 0) return "The rule has mistakes. Correct them to replay it.";
  return `A replay would run the rule's query more than ${mostRuns} times. Write its values into a table with the columns time, sql and value, and replay that.`;
}

/** Undefined when the rule has mistakes. */
export function reachOfKnown(known: KnownRule, entries: readonly RuleEntry[]): Reach | undefined {
  const compiled = compiledOf(known, entries);
  return compiled && reachOf(compiled);
}

/** The rule as it is evaluated; undefined when it has mistakes. */
export function compiledOf(known: KnownRule, entries: readonly RuleEntry[]): CompiledRule | undefined {
  return known.entry.problems.length > 0 ? undefined : createEngine(knownAlone(known, entries)).rules[0];
}

/** To the second: milliseconds make long commands. */
function isoOf(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
}
