// The part of the digest about alerts: rules that fired, and what people said of it.
import type { DigestAlert } from "contract";
import type { ApiContext } from "../../api/context.ts";
import { createDigest } from "../../api/digest/digest.ts";
import type { Range } from "../../api/time/range.ts";
import { readRecords } from "./history.ts";

const mostRecords = 10_000;
const mostRules = 10;

/** `GET /api/digest`. */
export const getDigest = createDigest(countFirings);

async function countFirings(range: Range, context: ApiContext): Promise<readonly DigestAlert[]> {
  const [changes, notes] = await Promise.all([
    readRecords(context, { kinds: ["change"], details: ["firing"], range, limit: mostRecords }),
    readRecords(context, { kinds: ["note"], details: ["useful", "noise"], range, limit: mostRecords }),
  ]);
  const rules = new Map<string, { firings: number; useful: number; noise: number }>();
  for (const { rule } of changes) {
    const figures = rules.get(rule) ?? { firings: 0, useful: 0, noise: 0 };
    figures.firings += 1;
    rules.set(rule, figures);
  }
  for (const { rule, detail } of notes) {
    const figures = rules.get(rule);
    if (figures !== undefined && (detail === "useful" || detail === "noise")) figures[detail] += 1;
  }
  return [...rules]
    .map(([rule, figures]) => ({ rule, ...figures, path: `/alerts?rule=${encodeURIComponent(rule)}` }))
    .toSorted((a, b) => b.firings - a.firings || (a.rule < b.rule ? -1 : 1))
    .slice(0, mostRules);
}
