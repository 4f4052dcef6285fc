// Tests every attribute, and gives the conditions that are worth a closer look: those that differ, and the strongest of the others, which
// may differ in pairs.
import type { KeyCounts, NumberCounts, Sides } from "./counts.ts";
import {
  type Family,
  type Named,
  type Test,
  toNumberTests,
  toReachedNumberTests,
  toReachedTests,
  toValueTests,
} from "./families.ts";
import { falseDiscoveryRates, maxFalse } from "./false-discovery.ts";
import { isIdentity } from "./identities.ts";
import { standingShare } from "./standing.ts";

/** With its counts and what the tests say of it. */
export interface Candidate extends Test {
  /** The false-discovery rate of its attribute. */
  readonly q: number;
  /** Whether it is a finding rather than a part of possible pairs only. */
  readonly differs: boolean;
  /** Conditions on other attributes that equally many rows of both sides meet: the same rows. */
  readonly sameRows: readonly Named[];
}

export interface Tested {
  readonly candidates: readonly Candidate[];
  /** Attributes that were compared, and those of them that do not differ. */
  readonly compared: number;
  readonly same: readonly string[];
}

/** What catalogs say of numeric attributes, by key: quantities are compared by their distribution, codes by their values. */
export type NumberMeanings = ReadonlyMap<string, "quantity" | "code">;

interface TraceCounts {
  readonly keys: readonly KeyCounts[];
  readonly sides: Sides;
  /** How many more attributes there are, all of which differ less. */
  readonly omitted?: number;
}

/** What was counted. */
export interface Counted {
  readonly keys: readonly KeyCounts[];
  readonly numbers: readonly NumberCounts[];
  readonly sides: Sides;
  /** The attributes of the other spans in the traces of the rows, and the rows of which a trace is known. */
  readonly trace?: TraceCounts | undefined;
  /** Rows end at different points, so that they lack the attributes of what would have come after. */
  readonly mayEndEarly?: boolean;
  readonly meanings?: NumberMeanings;
  /** The selection was made by what happened: that consequences differ does not count as evidence for a cause. */
  readonly needsCause?: boolean;
  /** The selection was made by what happened, and has whole operations: these always fail, which explains it. */
  readonly areOperationsCauses?: boolean;
}

/** Smaller differences are not a finding, however certain. */
export const minDifference = 0.02;
/** With more values, a numeric attribute is compared by its distribution only, unless its declaration says more. */
const maxNumericValues = 16;
const maxPerKey = 4;

/** @param max how many candidates there may be; each has a bit in the patterns. */
export function testAttributes(counted: Counted, max: number): Tested {
  const families = toFamilies(counted).filter(({ tests }) => tests.length > 0);
  const omitted = counted.trace?.omitted ?? 0;
  const judged = counted.needsCause === true ? judgeApart(families, omitted) : judge(families, omitted);
  const differing = new Set(judged.filter(({ differs }) => differs).map(({ key }) => key));
  const keys = new Set(families.map(({ key }) => key));
  return {
    candidates: uniteSameRows(withPartners(withoutIdleTraces(judged))).slice(0, max),
    compared: keys.size,
    same: [...keys].filter((key) => !differing.has(key)).toSorted(),
  };
}

/**
 * The causes, and what else differs, each with a false-discovery rate of its own. Failed requests have errors: these are always found, and
 * in a common rate each of them would let more chance into the causes.
 */
function judgeApart(families: readonly Family[], omitted: number): Candidate[] {
  const only = (isWanted: (test: Test) => boolean): Family[] =>
    families
      .map(({ key, tests }) => ({ key, tests: tests.filter(isWanted) }))
      .filter(({ tests }) => tests.length > 0);
  return [
    ...judge(
      only(({ standing }) => standing === "cause"),
      omitted,
    ),
    ...judge(
      only(({ standing }) => standing !== "cause"),
      omitted,
    ),
  ];
}

/** @param omitted how many more attributes were counted, which differ less. */
function judge(families: readonly Family[], omitted: number): Candidate[] {
  const tested = families.length + omitted;
  const rates = falseDiscoveryRates(
    families.map(({ tests }) => Math.min(...tests.map(({ p }) => p))),
    tested,
  );
  const found = rates.filter((rate) => rate <= maxFalse).length;
  // Within an attribute that differs, values are found at the level that keeps the rate over all (Benjamini and Bogomolov 2014).
  const level = (maxFalse * found) / Math.max(1, tested);
  return families.flatMap(({ tests }, at) =>
    tests
      .filter((test) => !restates(test) && (test.difference > 0 || !tests.some(restates)))
      .map((test) => ({
        ...test,
        q: rates[at]!,
        differs: rates[at]! <= maxFalse && isClear(test, level),
        sameRows: [],
      })),
  );
}

function toFamilies(counted: Counted): Family[] {
  return toPlainFamilies(counted).map(({ key, tests }) => ({
    key,
    tests:
      counted.areOperationsCauses === true && key === "name"
        ? tests.map((test) => ({ ...test, standing: "cause" as const }))
        : tests,
  }));
}

function toPlainFamilies({ keys, numbers, sides, trace, mayEndEarly = false, meanings }: Counted): Family[] {
  const named = keys.filter(({ key }) => !isIdentity(key));
  const textsOf = new Map(named.map((one) => [one.key, one]));
  const wide = numbers.filter((one) => {
    if (isIdentity(one.key)) return false;
    const [meaning, texts] = [meanings?.get(one.key), textsOf.get(one.key)];
    if (texts === undefined || meaning !== undefined) return texts === undefined || meaning === "quantity";
    return texts.distinct > maxNumericValues && areMostlyNumbers(one, texts);
  });
  const byDistribution = new Set(wide.map(({ key }) => key));
  const [toTexts, toNumbers] = mayEndEarly
    ? [toReachedTests, toReachedNumberTests]
    : [toValueTests, toNumberTests];
  return [
    ...named.filter(({ key }) => !byDistribution.has(key)).map((one) => toTexts(one, sides)),
    ...wide.map((one) => toNumbers(one, sides)),
    ...(trace?.keys ?? [])
      .filter(({ key }) => !isIdentity(key))
      .map((one) => toReachedTests(one, trace!.sides)),
  ];
}

/** Whether at least half of the rows with the attribute have a number there: of short commit hashes some read as numbers. */
function areMostlyNumbers({ bars }: NumberCounts, { selection, rest }: KeyCounts): boolean {
  const numeric = bars.reduce((sum, bar) => sum + bar.selection + bar.rest, 0);
  return numeric * 2 >= selection + rest;
}

function isPresence({ kind }: Pick<Named, "kind">): boolean {
  return kind === "present" || kind === "absent";
}

/** Whether it is in other words what the selection was made by, as `error.type` is present on all spans with an error and on no other. */
function restates(test: Test): boolean {
  return isPresence(test) && test.difference >= 0.98;
}

function isClear({ p, atLeast }: Test, level: number): boolean {
  return p <= level && atLeast >= minDifference;
}

/** What differs first, by what is certain of it; what the selection has more often first among equals. */
function byStrength(a: Candidate, b: Candidate): number {
  return (
    Number(b.differs) - Number(a.differs) ||
    standingShare[b.standing] * b.atLeast - standingShare[a.standing] * a.atLeast ||
    b.difference - a.difference ||
    Number(isPresence(a)) - Number(isPresence(b)) ||
    Number(a.operation !== undefined) - Number(b.operation !== undefined) ||
    (a.key < b.key ? -1 : 1)
  );
}

/**
 * Without the attributes of traces if none of them differs: they would only cost that the spans of the traces are read once more. A pair of which neither
 * differs alone hardly ever is certain enough, as there are so many pairs.
 */
function withoutIdleTraces(judged: readonly Candidate[]): readonly Candidate[] {
  const isOfTrace = ({ operation }: Candidate): boolean => operation !== undefined;
  return judged.some((one) => isOfTrace(one) && one.differs)
    ? judged
    : judged.filter((one) => !isOfTrace(one));
}

/** The strongest conditions of each attribute, each once: several spans of a trace may have it. */
function strongestOf(judged: readonly Candidate[]): Candidate[] {
  const taken = new Map<string, Set<string>>();
  return judged.toSorted(byStrength).filter(({ key, kind, value }) => {
    const conditions = taken.get(key) ?? new Set();
    taken.set(key, conditions);
    const condition = `${kind} ${value}`;
    if (conditions.size >= maxPerKey || conditions.has(condition)) return false;
    conditions.add(condition);
    return true;
  });
}

/** So many candidates are there for pairs only. */
const maxPartners = 8;

/**
 * The strongest conditions and, after those that differ, conditions of the operations of causes among these: a condition may be strongest where
 * more rows come to it, and which of them meet both parts of a pair is known only where the other part is.
 */
function withPartners(judged: readonly Candidate[]): readonly Candidate[] {
  const strongest = strongestOf(judged);
  const leads = strongest.filter(({ differs, standing }) => differs && standing === "cause");
  const operations = new Set(leads.flatMap(({ operation }) => (operation === undefined ? [] : [operation])));
  const partners = judged
    .filter(
      (one) =>
        one.standing === "cause" &&
        one.difference > 0 &&
        one.operation !== undefined &&
        operations.has(one.operation) &&
        !strongest.includes(one) &&
        leads.some((lead) => lead.operation !== one.operation && isSameCondition(lead, one)),
    )
    .toSorted(byStrength)
    .slice(0, maxPartners)
    .map((one) => ({ ...one, differs: false }));
  const differing = strongest.filter(({ differs }) => differs).length;
  return strongest.toSpliced(differing, 0, ...partners);
}

/** Whether they are the same condition, perhaps of another operation. */
export function isSameCondition(
  a: Pick<Named, "key" | "kind" | "value">,
  b: Pick<Named, "key" | "kind" | "value">,
): boolean {
  return a.key === b.key && a.kind === b.kind && a.value === b.value;
}

/** Equal counts of fewer rows may be chance. */
const minSameRows = 20;

/** Leaves one candidate of those that the same rows meet, so that the bits suffice for different ones. */
function uniteSameRows(candidates: readonly Candidate[]): readonly Candidate[] {
  const leads = new Map<string, (Candidate & { sameRows: Named[] })[]>();
  for (const candidate of candidates) {
    const { key, kind, value, selection, rest } = candidate;
    const counts =
      selection + rest < minSameRows
        ? `${key} ${kind} ${value}`
        : `${selection.toFixed(3)} ${rest.toFixed(3)}`;
    const equal = leads.get(counts) ?? [];
    leads.set(counts, equal);
    // Another value of an attribute is other rows, those of the next lead perhaps.
    const isOther = (one: Named): boolean => one.key === key && one.kind === kind && one.value !== value;
    const lead = equal.find((one) => ![one, ...one.sameRows].some(isOther));
    if (lead === undefined) equal.push({ ...candidate, sameRows: [] });
    else if (lead.key !== key) lead.sameRows.push(candidate);
  }
  return [...leads.values()].flat();
}
