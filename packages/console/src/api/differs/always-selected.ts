// Operations of which nearly every span is of the selection: they always fail, or always take long. Nothing is left to compare their spans
// with, so the operation itself is the finding, as a share of what is compared and of these spans.
import { leastEvidence } from "catalog/measures";
import { minDifference } from "./candidates.ts";
import { everyRow, type Operation, type Sides, toTable } from "./counts.ts";
import { maxFalse } from "./false-discovery.ts";
import type { Named } from "./families.ts";
import type { FoundDifference } from "./findings.ts";
import { gTest } from "./g-test.ts";
import { differenceOf } from "./interval.ts";
import { firstAlwaysBit } from "./patterns.ts";

/** How many have a bit. */
const maxAlways = 5;

export interface AlwaysSelected {
  readonly findings: readonly FoundDifference[];
  /** Their ids, one for each finding. */
  readonly operations: readonly number[];
  /** The share of the selection that is compared. */
  readonly comparedShare: number;
}

/**
 * @param left operations that have no rest to be compared with.
 * @param compared how many spans of the selection are compared.
 * @param sides of all operations.
 */
export function findAlwaysSelected(
  left: readonly Operation[],
  compared: number,
  sides: Sides,
): AlwaysSelected {
  const always = left.filter(({ selection }) => selection.rows >= leastEvidence);
  // an operation and the one that calls it have the same spans, as far as counts say
  const groups = [...groupByRows(always).values()].slice(0, maxAlways);
  const found = groups.flatMap(([lead, ...others], at) => {
    const finding = toFound(lead!, others, at, sides);
    const isClear = finding.q <= maxFalse && finding.atLeast >= minDifference;
    return isClear ? [{ lead: lead!, finding }] : [];
  });
  const rows = found.reduce((sum, { lead }) => sum + lead.selection.rows, 0);
  return {
    findings: found.map(({ finding }) => finding),
    operations: found.map(({ lead }) => lead.id),
    comparedShare: found.length === 0 ? 1 : compared / (compared + rows),
  };
}

function groupByRows(operations: readonly Operation[]): ReadonlyMap<number, readonly Operation[]> {
  const groups = new Map<number, Operation[]>();
  for (const one of operations) {
    const { rows } = one.selection;
    groups.set(rows, [...(groups.get(rows) ?? []), one]);
  }
  return groups;
}

function toFound(lead: Operation, others: readonly Operation[], at: number, sides: Sides): FoundDifference {
  const counts = { selection: lead.selection.weight, rest: lead.rest.weight };
  const table = toTable(counts, sides);
  const difference = differenceOf(table);
  const q = Math.min(1, gTest(table) * maxAlways);
  const toNamed = ({ name }: Operation): Named => ({
    key: "name",
    kind: "value",
    value: name,
    ...difference,
  });
  const member = {
    ...toNamed(lead),
    ...counts,
    p: q,
    q,
    standing: "cause",
    restScale: 1,
    reach: everyRow,
    differs: true,
    sameRows: [],
  } as const;
  return {
    members: [member],
    mask: firstAlwaysBit * 2 ** at,
    ...counts,
    ...difference,
    q,
    goesWith: others.map(toNamed),
  };
}
