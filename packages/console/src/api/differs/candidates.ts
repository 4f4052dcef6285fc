// Tests every attribute, and gives the conditions that are worth a closer look: those that differ, and the strongest of the others, which
// may differ in pairs.
import type { FindingPart } from "contract";
import { type KeyCounts, type NumberCounts, type Sides, toTable, type ValueCount } from "./counts.ts";
import { distanceTest, widestGap } from "./distribution.ts";
import { falseDiscoveryRates, maxFalse } from "./false-discovery.ts";
import { gTest } from "./g-test.ts";
import { type Difference, differenceOf } from "./interval.ts";

/** A condition on one attribute. */
export interface Named extends Difference {
  readonly key: string;
  readonly kind: FindingPart["kind"];
  /** Empty for `absent` and `present`; the threshold as text for numbers. */
  readonly value: string;
}

/** With its counts and what the tests say of it. */
export interface Candidate extends Named {
  /** Rows that meet it. */
  readonly selection: number;
  readonly rest: number;
  /** How probable it is by chance, among all values of its attribute. */
  readonly p: number;
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

/** Smaller differences are no finding, however certain. */
export const minDifference = 0.02;
/** With more values, a numeric attribute is compared by its distribution only, unless its declaration says more. */
const maxNumericValues = 16;
const maxPerKey = 4;

/** What catalogs say of numeric attributes, by key: quantities are compared by their distribution, codes by their values. */
export type NumberMeanings = ReadonlyMap<string, "quantity" | "code">;

/** @param max how many candidates there may be; each has a bit in the patterns. */
export function testAttributes(
  keys: readonly KeyCounts[],
  numbers: readonly NumberCounts[],
  sides: Sides,
  max: number,
  meanings: NumberMeanings = new Map(),
): Tested {
  const distinctOf = new Map(keys.map(({ key, distinct }) => [key, distinct]));
  const wide = numbers.filter(({ key }) => {
    const meaning = meanings.get(key);
    return meaning === undefined
      ? (distinctOf.get(key) ?? Infinity) > maxNumericValues
      : meaning === "quantity" || !distinctOf.has(key);
  });
  const byDistribution = new Set(wide.map(({ key }) => key));
  const families = [
    ...keys.filter(({ key }) => !byDistribution.has(key)).map((one) => toValueTests(one, sides)),
    ...wide.map((one) => toNumberTests(one, sides)),
  ].filter(({ tests }) => tests.length > 0);
  const rates = falseDiscoveryRates(families.map(({ tests }) => Math.min(...tests.map(({ p }) => p))));
  const found = rates.filter((rate) => rate <= maxFalse).length;
  // Within an attribute that differs, values are found at the level that keeps the rate over all (Benjamini and Bogomolov 2014).
  const level = (maxFalse * found) / Math.max(1, families.length);
  const judged = families.flatMap(({ tests }, at) =>
    tests
      .filter((test) => !restates(test) && (test.difference > 0 || !tests.some(restates)))
      .map((test) => ({
        ...test,
        q: rates[at]!,
        differs: rates[at]! <= maxFalse && isClear(test, level),
        sameRows: [],
      }))
      .toSorted(byStrength)
      .slice(0, maxPerKey),
  );
  const differing = new Set(judged.filter(({ differs }) => differs).map(({ key }) => key));
  return {
    candidates: uniteSameRows(judged.toSorted(byStrength)).slice(0, max),
    compared: families.length,
    same: families
      .map(({ key }) => key)
      .filter((key) => !differing.has(key))
      .toSorted(),
  };
}

const ofProcess = /^(process|telemetry|thread)\./;
const ofInstance = /^(service\.instance|container|host)\.id$/;

/** Whether it is about the identity of a process: its version or host says the same and more. */
export function isIdentity(named: Pick<Named, "key">): boolean {
  return obscurity(named) > 0;
}

/** How little its name says to a reader: 0 for most, 1 for the id of an instance, which can be looked up, 2 for a process id or its start. */
export function obscurity({ key }: Pick<Named, "key">): number {
  if (ofProcess.test(key)) return 2;
  return ofInstance.test(key) ? 1 : 0;
}

function isPresence({ kind }: Pick<Named, "kind">): boolean {
  return kind === "present" || kind === "absent";
}

type Test = Omit<Candidate, "q" | "differs" | "sameRows">;

interface Family {
  readonly key: string;
  readonly tests: readonly Test[];
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
    b.atLeast - a.atLeast ||
    b.difference - a.difference ||
    obscurity(a) - obscurity(b) ||
    Number(isPresence(a)) - Number(isPresence(b)) ||
    (a.key < b.key ? -1 : 1)
  );
}

/** Equal counts of fewer rows may be chance. */
const minSameRows = 20;

/** Leaves one candidate of those that the same rows meet, so that the bits suffice for different ones. */
function uniteSameRows(candidates: readonly Candidate[]): readonly Candidate[] {
  const leads = new Map<string, Candidate & { sameRows: Named[] }>();
  for (const candidate of candidates) {
    const { key, kind, selection, rest } = candidate;
    const counts =
      selection + rest < minSameRows ? `${key} ${kind} ${candidate.value}` : `${selection} ${rest}`;
    const lead = leads.get(counts);
    if (lead === undefined) leads.set(counts, { ...candidate, sameRows: [] });
    else if (lead.key !== key) lead.sameRows.push(candidate);
  }
  return [...leads.values()];
}

/** Each value against all others, and absence as one more value. All values count, also those that are not in the list. */
function toValueTests(counts: KeyCounts, sides: Sides): Family {
  const absent = {
    value: "",
    selection: Math.max(0, sides.selection - counts.selection),
    rest: Math.max(0, sides.rest - counts.rest),
  };
  const hasAbsent = absent.selection + absent.rest > 0;
  const hypotheses = counts.distinct + (hasAbsent ? 1 : 0);
  // An attribute with one value that all rows have cannot differ.
  if (hypotheses < 2) return { key: counts.key, tests: [] };
  const values = isIdentifier(counts, sides) ? [] : counts.values;
  const toTest = (kind: Candidate["kind"], count: ValueCount): Test =>
    toCandidate(counts.key, kind, count, gTest(toTable(count, sides)) * hypotheses, sides);
  const absence = toTest("absent", absent);
  const presence = toTest("present", { value: "", selection: counts.selection, rest: counts.rest });
  return {
    key: counts.key,
    tests: [
      ...values.map((value) => toTest("value", value)),
      ...(hasAbsent ? [absence.difference >= 0 ? absence : presence] : []),
    ],
  };
}

/** Whether nearly each trace has a value of its own: an id, whose values tell nothing; its absence may. */
function isIdentifier({ distinct, selection, rest }: KeyCounts, sides: Sides): boolean {
  const groups =
    ((selection + rest) * (sides.selectionGroups + sides.restGroups)) / (sides.selection + sides.rest);
  return distinct > 20 && distinct * 2 > groups;
}

/** The distribution, and absence. */
function toNumberTests({ key, bars }: NumberCounts, sides: Sides): Family {
  const present = bars.reduce(
    (sum, bar) => ({ selection: sum.selection + bar.selection, rest: sum.rest + bar.rest }),
    { selection: 0, rest: 0 },
  );
  const absence = toValueTests({ key, distinct: 1, values: [], ...present }, sides).tests;
  const gap = widestGap(bars);
  if (gap === undefined) return { key, tests: absence };
  const table = toTable(present, sides);
  const p = distanceTest(gap.distance, table.selection, table.rest) * (1 + absence.length);
  const count = { value: String(gap.threshold), selection: gap.selection, rest: gap.rest };
  return { key, tests: [toCandidate(key, gap.kind, count, p, sides), ...absence] };
}

function toCandidate(
  key: string,
  kind: Candidate["kind"],
  { value, selection, rest }: ValueCount,
  p: number,
  sides: Sides,
): Test {
  return {
    key,
    kind,
    value,
    selection,
    rest,
    p: Math.min(1, p),
    ...differenceOf(toTable({ selection, rest }, sides)),
  };
}
