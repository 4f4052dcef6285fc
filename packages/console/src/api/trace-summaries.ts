// What a list says of traces, by when they are known to have spans. A trace lies within a minute or so of any of its spans, so these
// minutes are read; one that turns out not to be whole in them is looked up in the roll-up and read again where it really was.
import type { TraceSummary } from "contract";
import type { ApiContext } from "./context.ts";
import { run } from "./context.ts";
import { toSliceParams } from "./time-slices.ts";

/** A trace, and the first and last moment known of it, Unix ns. */
export interface TraceMoments {
  readonly traceId: string;
  readonly firstNs: string;
  readonly lastNs: string;
}

type PageRow = TraceSummary & { readonly whole: boolean | number };

const minuteNs = 60_000_000_000n;
/** A trace that lasts longer is read in its first and its last minutes. */
const maxMinutes = 240n;

/** Summaries of the traces of `moments`, in no order. */
export async function summarise(
  moments: readonly TraceMoments[],
  context: ApiContext,
): Promise<readonly TraceSummary[]> {
  const rows = await readPage(moments, 1n, context);
  const partial = rows.filter(({ whole }) => !whole).map(({ traceId }) => traceId);
  if (partial.length === 0) return rows.map(toSummary);
  const extents = await run<TraceMoments>(context, "trace-extents", { ids: partial });
  const again = await readPage(extents, 0n, context);
  const byId = new Map([...rows, ...again].map((row) => [row.traceId, toSummary(row)]));
  return [...byId.values()];
}

async function readPage(
  moments: readonly TraceMoments[],
  aroundMinutes: bigint,
  context: ApiContext,
): Promise<PageRow[]> {
  if (moments.length === 0) return [];
  const minutes = new Set<bigint>();
  for (const { firstNs, lastNs } of moments) {
    const first = BigInt(firstNs) / minuteNs - aroundMinutes;
    const last = BigInt(lastNs) / minuteNs + aroundMinutes;
    const half = last - first > maxMinutes ? maxMinutes / 2n : maxMinutes;
    for (let minute = first; minute <= last; minute++) {
      if (minute < first + half || minute > last - half) minutes.add(minute);
    }
  }
  const { minutes: read, hours } = toSliceParams({ minutes: [...minutes], seconds: 60 });
  return run<PageRow>(context, "trace-page", {
    ids: moments.map(({ traceId }) => traceId),
    minutes: read,
    hours,
  });
}

function toSummary(row: PageRow): TraceSummary {
  return {
    traceId: row.traceId,
    rootName: row.rootName,
    rootService: row.rootService,
    startNs: row.startNs,
    durationNs: row.durationNs,
    spanCount: Number(row.spanCount),
    errorCount: Number(row.errorCount),
    services: row.services,
  };
}
