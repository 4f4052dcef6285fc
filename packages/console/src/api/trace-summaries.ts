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

interface PageRow {
  readonly traceId: string;
  /** Name and service. */
  readonly root: readonly [string, string];
  readonly startNs: string;
  readonly endNs: string;
  readonly spanCount: string;
  readonly errorCount: string;
  readonly services: readonly string[];
  readonly roots: string;
  readonly rootEndNs: string;
  /** Messages. */
  readonly sent: string;
  readonly taken: string;
}

/** A trace as far as it was read. */
interface ReadTrace {
  readonly summary: TraceSummary;
  /** Its root is there and ended in the minutes that were read, and no more messages were sent than taken. */
  readonly isWhole: boolean;
}

const minuteNs = 60_000_000_000n;
/** A trace that lasts longer is read in its first and its last minutes. */
const maxMinutes = 240n;
/** They are one parameter of the query. */
const maxMinutesAtOnce = 4_000;

/** Summaries of the traces of `moments`, in no order. */
export async function summarise(
  moments: readonly TraceMoments[],
  context: ApiContext,
): Promise<readonly TraceSummary[]> {
  const read = await readPage(moments, 1n, context);
  const partial = read.filter(({ isWhole }) => !isWhole).map(({ summary }) => summary.traceId);
  if (partial.length === 0) return read.map(({ summary }) => summary);
  const extents = await run<TraceMoments>(context, "trace-extents", { ids: partial });
  const again = await readPage(extents, 0n, context);
  return [...new Map([...read, ...again].map(({ summary }) => [summary.traceId, summary])).values()];
}

async function readPage(
  moments: readonly TraceMoments[],
  aroundMinutes: bigint,
  context: ApiContext,
): Promise<readonly ReadTrace[]> {
  const pages: ReadTrace[] = [];
  let ids: string[] = [];
  let minutes = new Set<bigint>();
  async function readMinutes(): Promise<void> {
    const { minutes: times, hours } = toSliceParams({ minutes: [...minutes], seconds: 60 });
    const rows = await run<PageRow>(context, "trace-page", { ids, minutes: times, hours });
    for (const row of rows) pages.push({ summary: toSummary(row), isWhole: isWholeIn(row, minutes) });
    [ids, minutes] = [[], new Set()];
  }
  for (const { traceId, firstNs, lastNs } of moments) {
    const first = BigInt(firstNs) / minuteNs - aroundMinutes;
    const last = BigInt(lastNs) / minuteNs + aroundMinutes;
    const half = last - first > maxMinutes ? maxMinutes / 2n : maxMinutes;
    for (let minute = first; minute <= last; minute++) {
      if (minute < first + half || minute > last - half) minutes.add(minute);
    }
    ids.push(traceId);
    if (minutes.size > maxMinutesAtOnce) await readMinutes();
  }
  if (ids.length > 0) await readMinutes();
  return pages;
}

function isWholeIn(row: PageRow, minutes: ReadonlySet<bigint>): boolean {
  const isRootWhole = Number(row.roots) > 0 && minutes.has(BigInt(row.rootEndNs) / minuteNs);
  return isRootWhole && Number(row.sent) <= Number(row.taken);
}

function toSummary(row: PageRow): TraceSummary {
  const [rootName, rootService] = row.root;
  return {
    traceId: row.traceId,
    rootName,
    rootService,
    startNs: row.startNs,
    durationNs: (BigInt(row.endNs) - BigInt(row.startNs)).toString(),
    spanCount: Number(row.spanCount),
    errorCount: Number(row.errorCount),
    services: row.services.toSorted(),
  };
}
