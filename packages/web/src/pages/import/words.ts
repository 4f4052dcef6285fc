// What became of a file, in words, and the range of what it brought.
import type { ImportResult } from "contract";

import { formatCount } from "../../lib/format.ts";
import type { FileImport } from "../../state/imports.ts";

export interface StoredPart {
  /** The page that shows it. */
  readonly to: "/traces" | "/logs" | "/metrics";
  readonly count: number;
  readonly noun: string;
}

/** The signals of which something is stored. */
export function storedParts({ stored }: ImportResult): readonly StoredPart[] {
  const { spans, logRecords, metricPoints } = stored;
  const parts: readonly StoredPart[] = [
    { to: "/traces", count: spans, noun: spans === 1 ? "span" : "spans" },
    { to: "/logs", count: logRecords, noun: logRecords === 1 ? "log record" : "log records" },
    { to: "/metrics", count: metricPoints, noun: metricPoints === 1 ? "metric point" : "metric points" },
  ];
  return parts.filter(({ count }) => count > 0);
}

const margin = { share: 0.02, minMs: 30_000 } as const;

/** The time of what is stored, with a margin, so that the first and the last item are not at the edge of a chart. */
export function rangeOf({
  from,
  to,
}: ImportResult): { readonly from: string; readonly to: string } | undefined {
  if (from === null || to === null) return undefined;
  const [firstMs, lastMs] = [Date.parse(from), Date.parse(to)];
  const marginMs = Math.max(margin.minMs, (lastMs - firstMs) * margin.share);
  return { from: toIso(firstMs - marginMs), to: toIso(lastMs + marginMs) };
}

function toIso(ms: number): string {
  return new Date(Math.round(ms)).toISOString();
}

export function stateWord({ state, isBusy, result }: FileImport): string {
  if (state === "waiting" && isBusy === true) return "waiting for a free slot";
  const rejected = result?.rejected ?? 0;
  if (state === "done") return rejected === 0 ? "imported" : `imported, ${formatCount(rejected)} rejected`;
  return state;
}
