// From candidates and their patterns to findings: the strongest first, and each other one folded into it that selects nearly the same rows,
// or that no longer differs once the stronger one is taken into account.
import { type Candidate, isIdentity, type Named, obscurity } from "./candidates.ts";
import { isConsequence } from "./consequences.ts";
import type { Sides } from "./counts.ts";
import type { Difference } from "./interval.ts";
import { findPairs } from "./pairs.ts";
import { adjustedDifference, correlation, type Pattern } from "./patterns.ts";

/** A finding: one candidate or two, and the candidates that go with it. */
export interface FoundDifference extends Difference {
  readonly members: readonly Candidate[];
  /** Bits of the members. */
  readonly mask: number;
  readonly selection: number;
  readonly rest: number;
  readonly q: number;
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

export function toFindings(
  candidates: readonly Candidate[],
  patterns: readonly Pattern[],
  sides: Sides,
  values: number,
): FoundDifference[] {
  const pairs = findPairs(candidates, patterns, sides, values);
  const singles = candidates.flatMap((candidate, at) => (candidate.differs ? [toSingle(candidate, at)] : []));
  const ranked = [
    ...singles,
    ...pairs.map(({ members, ...pair }) => ({
      ...pair,
      members: members.map((at) => candidates[at]!),
      mask: (1 << members[0]) | (1 << members[1]),
      goesWith: [],
    })),
  ].toSorted((a, b) => rankOf(b) - rankOf(a) || a.members.length - b.members.length);
  return fold(ranked, patterns, sides);
}

/** Of a consequence so much counts: a cause leads when at least a quarter of the difference is certain of it. */
const consequenceShare = 0.25;

/**
 * What is certain of the difference. A value that the selection has less often is mostly the other side of one that it has more often,
 * which says it better; so does another attribute than the identity of a process. A consequence (consequences.ts) differs because its
 * cause does, often more certainly, so it comes after causes.
 */
function rankOf({ atLeast, difference, members }: FoundDifference): number {
  const isWeaker = difference < 0 || members.some(isIdentity);
  return (isWeaker ? 0.8 : 1) * (members.every(isConsequence) ? consequenceShare : 1) * atLeast;
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
    if (lead === undefined) leads.push({ finding, goesWith: named(finding, finding, []).slice() });
    else lead.goesWith.push(...named(finding, lead.finding, lead.goesWith));
  }
  // A version says more than a process id, so it comes first.
  const found = leads.map(({ finding, goesWith }) => ({
    ...finding,
    goesWith: goesWith.toSorted((a, b) => obscurity(a) - obscurity(b)),
  }));
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
  const leftShare = left.difference / finding.difference;
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
