// The heading of the objectives: how many there are, and how many are used up or unknown.
import type { ObjectivesResult } from "contract";

import { formatCount } from "../../../lib/format.ts";

/** Those that have used up most are listed first; what is left out may be unknown, or used up where all that are listed are. */
export function summaryOf({
  objectives,
  truncated,
}: Pick<ObjectivesResult, "objectives" | "truncated">): string {
  if (objectives.length === 0) return "";
  const unknown = objectives.filter((one) => one.unknown !== null).length;
  const spent = objectives.filter(({ left }) => left <= 0).length;
  const all = objectives.length + truncated;
  const shown = truncated === 0 ? "" : `${formatCount(objectives.length)} of `;
  const count = all === 1 ? "1 error budget" : `${shown}${formatCount(all)} error budgets`;
  const least = truncated > 0 && spent === objectives.length ? "at least " : "";
  const used = spent === 0 ? "none used up" : `${least}${formatCount(spent)} used up`;
  if (unknown === 0) return `${count}, ${used}`;
  return spent === 0 ? `${count}, ${unknown} unknown` : `${count}, ${used}, ${unknown} unknown`;
}
