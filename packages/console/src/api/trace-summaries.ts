// What a list says of traces, by when they are known to have spans. A trace lies within a minute or so of any of its spans, so this much
// around them is read; one that turns out not to be whole in it is looked up in the roll-up and read again where it really was.
import type { TraceSummary } from "contract";
import type { ApiContext } from "./context.ts";
import { run } from "./context.ts";
import { toSqlTime } from "./time.ts";
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

/** So much around its spans a trace usually lies in. */
export const usualAroundNs = 60_000_000_000n;
const minuteNs = 60_000_000_000n;
/** A trace that lasts longer is read in its first and its last minutes. */
const maxMinutes = 240n;
/** They are one parameter of the query. */
const maxMinutesAtOnce = 4_000;

/**
 * Summaries of the traces of `moments`, in no order.
 *
 * @param aroundNs less where so many spans lie around them that it is quicker to look up the traces that turn out to be longer.
 */
export async function summarise(
  moments: readonly TraceMoments[],
  context: ApiContext,
  aroundNs: bigint = usualAroundNs,
): Promise<readonly TraceSummary[]> {
  const read = await readPage(moments, aroundNs, context);
  const partial = read.filter(({ isWhole }) => !isWhole).map(({ summary }) => summary.traceId);
  if (partial.length === 0) return read.map(({ summary }) => summary);
  const extents = await run<TraceMoments>(context, "trace-extents", { ids: partial });
  const again = await readPage(extents, 0n, context);
  return [...new Map([...read, ...again].map(({ summary }) => [summary.traceId, summary])).values()];
}

async function readPage(
  moments: readonly TraceMoments[],
  aroundNs: bigint,
  context: ApiContext,
): Promise<readonly ReadTrace[]> {
  const pages: ReadTrace[] = [];
  let batch = emptyBatch();
  async function readBatch(): Promise<void> {
    const { ids, minutes, earliestNs, latestNs } = batch;
    const { minutes: times, hours } = toSliceParams({ minutes: [...minutes], seconds: 60 });
    const bounds = { earliest: toSqlTime(earliestNs), latest: toSqlTime(latestNs) };
    const rows = await run<PageRow>(context, "trace-page", { ids, minutes: times, hours, ...bounds });
    for (const row of rows) pages.push({ summary: toSummary(row), isWhole: isWholeIn(row, batch) });
    batch = emptyBatch();
  }
  for (const { traceId, firstNs, lastNs } of moments) {
    const earliestNs = BigInt(firstNs) > aroundNs ? BigInt(firstNs) - aroundNs : 0n;
    const latestNs = BigInt(lastNs) + aroundNs;
    const [first, last] = [earliestNs / minuteNs, latestNs / minuteNs];
    const half = last - first > maxMinutes ? maxMinutes / 2n : maxMinutes;
    for (let minute = first; minute <= last; minute++) {
      if (minute < first + half || minute > last - half) batch.minutes.add(minute);
    }
    if (batch.ids.length === 0 || earliestNs < batch.earliestNs) batch.earliestNs = earliestNs;
    if (latestNs > batch.latestNs) batch.latestNs = latestNs;
    batch.ids.push(traceId);
    if (batch.minutes.size > maxMinutesAtOnce) await readBatch();
  }
  if (batch.ids.length > 0) await readBatch();
  return pages;
}

/** Traces that are read at once: in these minutes, and within these moments, ends included. */
interface Batch {
  readonly ids: string[];
  readonly minutes: Set<bigint>;
  earliestNs: bigint;
  latestNs: bigint;
}

function emptyBatch(): Batch {
  return { ids: [], minutes: new Set(), earliestNs: 0n, latestNs: 0n };
}

function isWholeIn(row: PageRow, { minutes, latestNs }: Batch): boolean {
  const rootEndNs = BigInt(row.rootEndNs);
  const isRootWhole = Number(row.roots) > 0 && minutes.has(rootEndNs / minuteNs) && rootEndNs <= latestNs;
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
