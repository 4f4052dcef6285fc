// From candidates and their patterns to findings: the strongest first, and each other one folded into it that selects nearly the same rows,
// or that no longer differs once the stronger one is taken into account.
import { type Candidate, isSameCondition } from "./candidates.ts";
import type { Sides } from "./counts.ts";
import type { Named } from "./families.ts";
import type { Difference } from "./interval.ts";
import { findPairs } from "./pairs.ts";
import {
  adjustedDifference,
  correlation,
  type Pattern,
  wholeDifference,
  withKnownTrace,
} from "./patterns.ts";
import { standingShare } from "./standing.ts";

/** A finding: one candidate or two, and the candidates that go with it. */
export interface FoundDifference extends Difference {
  readonly members: readonly Candidate[];
  /** Bits of the members. */
  readonly mask: number;
  readonly selection: number;
  readonly rest: number;
  readonly q: number;
  /** Of a pair: whether it explains the selection better than each of its parts. */
  readonly explainsMore?: boolean;
  readonly goesWith: readonly Named[];
}

/** A condition is folded when so much of its difference is gone given the other one; */
const explainedShare = 0.7;
/** or when what is left may be chance (standard errors), and the two are at least so correlated. */
const zOfRest = 2;
const minCorrelation = 0.3;
/** With less of the comparison left, only nearly the same rows are folded. */
const minWeight = 0.05;
const sameCorrelation = 0.9;

/** What rows meet together. */
export interface Together {
  readonly patterns: readonly Pattern[];
  readonly sides: Sides;
  /** How many values there are in all attributes. */
  readonly values: number;
  /** The selection was made by what happened: that they failed, or left. Its consequences come after all causes then, and
   * do not count without one. */
  readonly needsCause?: boolean;
  /** Findings of rows that are not compared, and the share of the others in the selection. */
  readonly beside?: { readonly findings: readonly FoundDifference[]; readonly comparedShare: number };
}

export function toFindings(candidates: readonly Candidate[], together: Together): FoundDifference[] {
  const { values, needsCause = false, beside = { findings: [], comparedShare: 1 } } = together;
  const isOfTraces = candidates.some(({ operation }) => operation !== undefined);
  const { patterns, sides } = isOfTraces ? withKnownTrace(together.patterns, together.sides) : together;
  const pairs = findPairs(
    candidates.map((one) => (needsCause && one.standing !== "cause" ? undefined : one)),
    patterns,
    sides,
    values,
  );
  const singles = candidates.flatMap((candidate, at) => (candidate.differs ? [toSingle(candidate, at)] : []));
  const both = pairs.map(({ members, ...pair }) => ({
    ...pair,
    members: members.map((at) => candidates[at]!),
    mask: (1 << members[0]) | (1 << members[1]),
    goesWith: [],
  }));
  const compared = [...singles, ...both].map((one) => ({ ...one, ...asShareOf(one, beside.comparedShare) }));
  const ranked = rank([...beside.findings, ...compared], (part, whole) =>
    isExplained(part, whole, patterns, sides),
  );
  if (!needsCause) return fold(ranked, patterns, sides);
  const [causes, others] = [ranked.filter(isCause), ranked.filter((one) => !isCause(one))];
  // what is selected less often than others explains nothing by itself
  const isExplanation = causes.some(({ difference }) => difference > 0);
  return isExplanation ? fold([...causes, ...others], patterns, sides) : [];
}

/**
 * The strongest first. A pair that explains the selection better than its parts comes before those that say nothing beyond it: what is certain
 * of them is nearly the same, or more of what had no part in it.
 */
function rank(
  findings: readonly FoundDifference[],
  isExplainedBy: (part: FoundDifference, whole: FoundDifference) => boolean,
): readonly FoundDifference[] {
  const isPart = (part: FoundDifference, { members }: FoundDifference): boolean =>
    part.members.length === 1 && members.some((one) => isSameCondition(one, part.members[0]!));
  const ranks = new Map(
    findings.map((one) => {
      const parts =
        one.explainsMore === true
          ? findings.filter((part) => isPart(part, one) && isExplainedBy(part, one))
          : [];
      return [one, Math.max(rankOf(one), ...parts.map(rankOf))];
    }),
  );
  return findings.toSorted(
    (a, b) =>
      ranks.get(b)! - ranks.get(a)! ||
      Number(b.explainsMore ?? false) - Number(a.explainsMore ?? false) ||
      a.members.length - b.members.length,
  );
}

/** A difference among `share` of the rows, as one of all. */
function asShareOf(one: Difference, share: number): Difference {
  const { selectionShare, restShare, difference, low, high, atLeast } = one;
  return {
    selectionShare: selectionShare * share,
    restShare: restShare * share,
    difference: difference * share,
    low: low * share,
    high: high * share,
    atLeast: atLeast * share,
  };
}

function isCause({ members }: FoundDifference): boolean {
  return members.some(({ standing }) => standing === "cause");
}

/** Of a value that the selection has less often: mostly it is the other side of one that it has more often, which says it better. */
const lessShare = 0.8;

/** What is certain of the difference; of a shape or a consequence (standing.ts), a part of it. */
function rankOf({ atLeast, difference, members }: FoundDifference): number {
  const share = Math.max(...members.map(({ standing }) => standingShare[standing]));
  return (difference < 0 ? lessShare : 1) * share * atLeast;
}

function toSingle(candidate: Candidate, at: number): FoundDifference {
  const { selection, rest, selectionShare, restShare, difference, low, high, atLeast, q } = candidate;
  return {
    members: [candidate],
    mask: 1 << at,
    selection,
    rest,
    selectionShare,
    restShare,
    difference,
    low,
    high,
    atLeast,
    q,
    goesWith: [],
  };
}

function fold(
  ranked: readonly FoundDifference[],
  patterns: readonly Pattern[],
  sides: Sides,
): FoundDifference[] {
  const leads: { finding: FoundDifference; goesWith: Named[] }[] = [];
  for (const finding of ranked) {
    const lead = leads.find((one) => isExplained(finding, one.finding, patterns, sides));
    if (lead === undefined)
      leads.push({ finding, goesWith: [...finding.goesWith, ...named(finding, finding, [])] });
    else lead.goesWith.push(...named(finding, lead.finding, lead.goesWith));
  }
  const found = leads.map(({ finding, goesWith }) => ({ ...finding, goesWith }));
  return found.filter((finding) => finding.difference > 0 || !isOtherSide(finding, found));
}

/** Whether `finding` says nothing beyond the stronger `lead`. */
function isExplained(
  finding: FoundDifference,
  lead: FoundDifference,
  patterns: readonly Pattern[],
  sides: Sides,
): boolean {
  const left = adjustedDifference(patterns, finding.mask, lead.mask, sides);
  const alike = Math.abs(correlation(patterns, finding.mask, lead.mask));
  if (left.weight < minWeight) return alike >= sameCorrelation || sharesKey(finding, lead);
  const leftShare = left.difference / wholeDifference(patterns, finding.mask, sides);
  if (leftShare <= 1 - explainedShare) return true;
  const isChance = Math.abs(left.difference) < zOfRest * left.error;
  return isChance && alike >= minCorrelation;
}

function sharesKey(a: FoundDifference, b: FoundDifference): boolean {
  return a.members.some(({ key }) => b.members.some((other) => other.key === key));
}

/** Whether a value that the selection has less often belongs to an attribute of which another value is named already. */
function isOtherSide(finding: FoundDifference, found: readonly FoundDifference[]): boolean {
  const [only] = finding.members;
  return found.some(
    ({ difference, members, goesWith }) =>
      difference > 0 && [...members, ...goesWith].some(({ key }) => key === only?.key),
  );
}

/** What of a folded finding is worth naming: one condition for each other attribute, and in the same direction. */
function named(folded: FoundDifference, lead: FoundDifference, already: readonly Named[]): readonly Named[] {
  if (folded !== lead && folded.members.length > 1) return [];
  if (Math.sign(folded.difference) !== Math.sign(lead.difference)) return [];
  const known = new Set([...lead.members, ...already].map(({ key }) => key));
  return folded.members
    .flatMap((member) => [member, ...member.sameRows])
    .filter(({ key }) => !known.has(key) && known.add(key));
}
