// The part of the digest about alerts: rules that fired, and what people said of it.
import type { DigestAlert } from "contract";
import type { ApiContext } from "../../api/context.ts";
import { createDigest } from "../../api/digest/digest.ts";
import type { Range } from "../../api/time/range.ts";
import { readRecords } from "./history.ts";
import { noMarks, readMarks } from "./marks.ts";

const mostRecords = 10_000;

/** `GET /api/digest`. */
export const getDigest = createDigest(countFirings);

async function countFirings(range: Range, context: ApiContext): Promise<readonly DigestAlert[]> {
  const [changes, marks] = await Promise.all([
    readRecords(context, { kinds: ["change"], details: ["firing"], range, limit: mostRecords }),
    readMarks(context, range),
  ]);
  const firings = new Map<string, number>();
  for (const { rule } of changes) firings.set(rule, (firings.get(rule) ?? 0) + 1);
  return [...firings]
    .map(([rule, count]) => ({
      rule,
      firings: count,
      ...(marks.get(rule) ?? noMarks),
      path: `/alerts?rule=${encodeURIComponent(rule)}`,
    }))
    .toSorted((a, b) => b.firings - a.firings || (a.rule < b.rule ? -1 : 1));
}
