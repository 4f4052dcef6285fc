// A finding of the engine as the contract has it: conditions also as filters, distributions, and the result in one sentence.
import { percentText } from "catalog/percent-text";
import type { Finding, FindingNumbers, FindingPart } from "contract";
import type { NumberCounts, Sides } from "./counts.ts";
import { outlineBars, quantile } from "./distribution.ts";
import type { Named } from "./families.ts";
import type { FoundDifference } from "./findings.ts";

const histogramBars = 40;
const mostGoesWith = 20;

/** @param rows how many rows are compared. */
export function toFinding(
  found: FoundDifference,
  rows: { readonly selection: number; readonly rest: number },
  numbers: readonly NumberCounts[],
  concerned: Pick<Finding, "people" | "amounts">,
): Finding {
  const { selectionShare, restShare, difference, low, high, atLeast, q } = found;
  const [first] = found.members;
  return {
    parts: found.members.map(toPart),
    selectionCount: Math.round(selectionShare * rows.selection),
    restCount: Math.round(restShare * rows.rest),
    selectionShare,
    restShare,
    difference,
    low,
    high,
    atLeast,
    q: Math.min(1, q),
    numbers: found.members.length === 1 && first !== undefined ? toNumbers(first, numbers) : null,
    ...concerned,
    goesWith: found.goesWith.slice(0, mostGoesWith).map((one) => ({
      ...toPart(one),
      selectionShare: one.selectionShare,
      restShare: one.restShare,
    })),
    truncatedGoesWith: Math.max(0, found.goesWith.length - mostGoesWith),
  };
}

function toPart({ key, kind, value }: Named): FindingPart {
  const shown = isNumeric(kind) ? String(round(Number(value))) : value;
  return { key, kind, value: shown, filter: toFilter(key, kind, shown) };
}

function toFilter(key: string, kind: Named["kind"], value: string): string | null {
  // A key with a sign of comparison reads as another condition.
  if (/[=<>!\n]/.test(key) || value.includes("\n")) return null;
  if (kind === "absent") return `!${key} exists`;
  if (kind === "present") return `${key} exists`;
  if (kind === "value") return value.trim() === value ? `${key}=${value}` : null;
  return `${key}${kind === "atLeast" ? ">=" : "<"}${value}${key === "duration" ? "ms" : ""}`;
}

function isNumeric(kind: Named["kind"]): boolean {
  return kind === "atLeast" || kind === "below";
}

/** Five digits are more than enough, and still lie in the bar. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}

function toNumbers({ key, kind, value }: Named, numbers: readonly NumberCounts[]): FindingNumbers | null {
  const bars = numbers.find((one) => one.key === key)?.bars;
  if (bars === undefined || !isNumeric(kind)) return null;
  const outline = (side: "selection" | "rest"): [number, number, number] =>
    [0.1, 0.5, 0.9].map((share) => quantile(bars, side, share) ?? 0) as [number, number, number];
  return {
    threshold: Number(value),
    selection: outline("selection"),
    rest: outline("rest"),
    ...outlineBars(bars, histogramBars),
  };
}

/** The strongest finding as a sentence. */
export function inWords(
  first: Finding | undefined,
  { selection, rest }: Pick<Sides, "selection" | "rest">,
): string {
  if (first === undefined)
    return `Nothing differs between these ${selection.toLocaleString("en")} and these ${rest.toLocaleString("en")}`;
  const what = first.parts.map(partInWords).join(" and ");
  return `${what}: ${percentText(first.selectionShare, 3)} of the selection, ${percentText(first.restShare, 3)} of the rest`;
}

function partInWords({ key, kind, value }: FindingPart): string {
  if (kind === "absent" || kind === "present") return `${key} is ${kind}`;
  if (kind === "value") return `${key}=${value}`;
  return `${key} ${kind === "atLeast" ? "at least" : "below"} ${value}${key === "duration" ? " ms" : ""}`;
}
