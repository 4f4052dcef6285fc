// Which rules, objectives and silences are evaluated: those without mistakes, after all are left out that have some, and what depends on
// these. The time is linear in their number, and in steps of one rule each: a tenant's 2,000 rules in one chain took minutes of the thread
// that serves all tenants.
import { burnRules, checkRulesInSteps, newHints, type Objective, type Problem, type RuleFile } from "alerts";
import { groupBy } from "../../lists/group-by.ts";
import { judgeText, type SqlJudge, sqlProblems } from "./sql-mistakes.ts";
import type { ThingKind } from "./stored-things.ts";

/** A rule, objective or silence that is evaluated, or would be without its problems. */
export interface RuleEntry {
  readonly kind: ThingKind;
  readonly content: Thing;
  /** Of one from a file: the path of the file; else empty. */
  readonly place: string;
  /** Of a stored one: its id; else empty. */
  readonly stored: string;
  /** Why it is not evaluated; paths are those inside of it. */
  readonly problems: readonly Problem[];
}

export type Thing = Readonly<Record<string, unknown>> & { readonly name: string };

export const parts = { alert: "alerts", objective: "objectives", silence: "silences" } as const;
export const kinds = ["alert", "objective", "silence"] as const;

export function fileOf(entries: readonly RuleEntry[]): RuleFile {
  const of = (kind: ThingKind): unknown[] =>
    entries.filter((one) => one.kind === kind).map(({ content }) => content);
  return { alerts: of("alert"), objectives: of("objective"), silences: of("silence") } as RuleFile;
}

export interface JudgeOptions {
  /** Default: what the text of a query says. */
  readonly judgeSql?: SqlJudge;
  /** Entries that were judged alone before: their form and their queries are right, and what they refer to is looked at. */
  readonly known?: ReadonlySet<unknown>;
}

const nothingKnown: ReadonlySet<unknown> = new Set();

/** The entries with their problems: leaves out what has some until the rest has none. Pauses after each entry. */
export function* judge(
  entries: readonly RuleEntry[],
  { judgeSql = judgeText, known = nothingKnown }: JudgeOptions = {},
): Generator<void, readonly RuleEntry[]> {
  const hasForm = (content: unknown): boolean => known.has(content);
  const hints = newHints();
  const judged: RuleEntry[] = [];
  for (const entry of entries) {
    judged.push(hasForm(entry.content) ? entry : withSqlProblems(entry, judgeSql));
    yield;
  }
  // each round leaves out at least one entry; what depends on it goes with it, so that a long chain is one round
  for (;;) {
    const places = judged.flatMap(({ problems }, place) => (problems.length === 0 ? [place] : []));
    const sound = places.map((place) => judged[place]!);
    const found = yield* checkRulesInSteps(fileOf(sound), { hints, hasForm });
    if (found.length === 0) return judged;
    const byPlace = yield* problemsByPlace(found, judged, places);
    // a problem of none of them is one of all
    const concerned = byPlace.size > 0 ? byPlace : new Map(places.map((place) => [place, [...found]]));
    for (const [place, problems] of concerned) judged[place] = { ...judged[place]!, problems };
    yield* leaveOutChildren(judged);
  }
}

/** @param places of the entries that were checked. */
function* problemsByPlace(
  found: readonly Problem[],
  judged: readonly RuleEntry[],
  places: readonly number[],
): Generator<void, ReadonlyMap<number, readonly Problem[]>> {
  const placesOf = groupBy(places, (place) => judged[place]!.kind);
  const leftOut = namesOf(judged.filter(({ problems }) => problems.length > 0));
  const byPlace = new Map<number, Problem[]>();
  for (const problem of found) {
    yield;
    const [place, path] = locate(problem.path, placesOf);
    if (place === undefined) continue;
    const own = byPlace.get(place) ?? [];
    own.push(parentMistake(judged[place]!, path, leftOut) ?? { ...problem, path });
    byPlace.set(place, own);
  }
  return byPlace;
}

/** Leaves out the rules that depend on one that is left out. What is sound has the right form by now. */
function* leaveOutChildren(judged: RuleEntry[]): Generator<void, void> {
  const leftOut = namesOf(judged.filter(({ problems }) => problems.length > 0));
  const names = new Set<string>();
  const children = new Map<string, number[]>();
  for (const [place, { kind, content, problems }] of judged.entries()) {
    yield;
    if (problems.length > 0) continue;
    if (kind === "alert") names.add(content.name);
    if (kind === "objective")
      for (const { name } of burnRules(content as unknown as Objective)) names.add(name);
    for (const parent of parentsOf(judged[place]!)) {
      const own = children.get(parent);
      if (own === undefined) children.set(parent, [place]);
      else own.push(place);
    }
  }
  let gone = [...leftOut].filter((name) => !names.has(name));
  while (gone.length > 0) {
    const concerned = new Set(gone.flatMap((name) => children.get(name) ?? []));
    for (const place of concerned) {
      yield;
      const entry = judged[place]!;
      if (entry.problems.length > 0) continue;
      const problems = parentsOf(entry).flatMap(
        (name, index) => (!names.has(name) && parentMistake(entry, `dependsOn[${index}]`, leftOut)) || [],
      );
      judged[place] = { ...entry, problems };
    }
    gone = [...concerned].map((place) => judged[place]!.content.name).filter((name) => names.has(name));
    for (const name of gone) {
      names.delete(name);
      leftOut.add(name);
    }
  }
}

const namesOf = (entries: readonly RuleEntry[]): Set<string> =>
  new Set(entries.flatMap(({ kind, content }) => (kind === "alert" ? [content.name] : [])));

const parentsOf = ({ kind, content }: RuleEntry): readonly string[] =>
  kind === "alert" ? ((content["dependsOn"] as readonly string[] | undefined) ?? []) : [];

/** Of a parent that exists, and is left out because of its own mistakes: it is not unknown. */
function parentMistake(entry: RuleEntry, path: string, leftOut: ReadonlySet<string>): Problem | undefined {
  const [, index] = /^dependsOn\[(\d+)\]$/.exec(path) ?? [];
  const parent = index === undefined ? undefined : parentsOf(entry)[Number(index)];
  if (parent === undefined || !leftOut.has(parent)) return undefined;
  return { path, message: `is \`${parent}\`, which has mistakes itself.`, fix: "Correct that rule first." };
}

/** Queries are looked at alone: what is wrong with them does not depend on other rules. */
function withSqlProblems(entry: RuleEntry, judgeSql: SqlJudge): RuleEntry {
  if (entry.problems.length > 0 || entry.kind === "silence") return entry;
  const problems = sqlProblems(entry.content, judgeSql);
  return problems.length === 0 ? entry : { ...entry, problems };
}

/** `alerts[3].for` of all entries as the place of the entry and `for`. */
function locate(
  path: string,
  placesOf: ReadonlyMap<ThingKind, readonly number[]>,
): readonly [number | undefined, string] {
  const [, part, index, rest = ""] = /^(alerts|objectives|silences)\[(\d+)\]\.?(.*)$/s.exec(path) ?? [];
  const kind = kinds.find((one) => parts[one] === part);
  return [kind && placesOf.get(kind)?.[Number(index)], rest];
}
