// Figures of traces for the list, counted from their spans. The roll-up knows the time of each trace, and only those seconds are read,
// because a minute of dense spans has millions. Where spans are sparse, the roll-up costs more than it saves: a trace is within a minute
// or so of any of its spans, so these minutes are read, and the roll-up is used for traces that are not complete in them.
import type { TraceSummary } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { minutes, seconds, toTimeParams, type Unit } from "./times-to-read.ts";

/** A trace, and the first and last moment known of it, Unix ns. */
export interface TraceMoments {
  readonly traceId: string;
  readonly firstNs: string;
  readonly lastNs: string;
}

interface FiguresRow {
  readonly traceId: string;
  /** Name and service. */
  readonly root: readonly [string, string];
  readonly startNs: string;
  readonly endNs: string;
  readonly spanCount: string;
  readonly errorCount: string;
  readonly services: readonly string[];
  /** How many spans without a parent it has; not from the roll-up, which has an empty name without a root. */
  readonly roots?: string;
}

interface ExtentRow extends TraceMoments {
  readonly spanCount: string;
}

interface PageRow extends FiguresRow {
  readonly roots: string;
  readonly rootEndNs: string;
  /** Messages. */
  readonly sent: string;
  readonly taken: string;
}

/** Limit of one parameter of the query. */
const maxTimesAtOnce = 4_000;
/** Longer traces have the figures of the roll-up: ten seconds may have half a million spans. */
const maxReadNs = 10_000_000_000n;

/** Summaries of traces among spans that lie far apart, in no order. */
export async function summariseNear(
  moments: readonly TraceMoments[],
  context: ApiContext,
): Promise<readonly TraceSummary[]> {
  const long = moments.filter(isLong);
  const read = await readPage(
    moments.filter((one) => !isLong(one)),
    minutes,
    1n,
    context,
  );
  const partial = read
    .filter((one) => !isWhole(one))
    .map(({ row: { traceId, startNs, endNs } }) => ({
      traceId,
      firstNs: startNs,
      lastNs: endNs,
    }));
  const whole = read.filter(isWhole).map(({ row }) => toSummary(row, context));
  return [...whole, ...(await summariseExtents(await extentsOf([...long, ...partial], context), context))];
}

/** Begin and end of the traces by the roll-up; those that it does not have stay as given. */
export async function extentsOf(
  moments: readonly TraceMoments[],
  context: ApiContext,
): Promise<readonly TraceMoments[]> {
  return withExtents(moments, await readExtents(moments, context));
}

/** The times of the roll-up, which may lack the spans of the last second, and the given ones together. */
function withExtents(
  moments: readonly TraceMoments[],
  extents: readonly TraceMoments[],
): readonly TraceMoments[] {
  const rolled = new Map(extents.map((one) => [one.traceId, one]));
  return moments.map((one) => {
    const { firstNs, lastNs } = rolled.get(one.traceId) ?? one;
    return {
      traceId: one.traceId,
      firstNs: BigInt(firstNs) < BigInt(one.firstNs) ? firstNs : one.firstNs,
      lastNs: BigInt(lastNs) > BigInt(one.lastNs) ? lastNs : one.lastNs,
    };
  });
}

async function readExtents(
  moments: readonly TraceMoments[],
  context: ApiContext,
): Promise<readonly ExtentRow[]> {
  if (moments.length === 0) return [];
  return run<ExtentRow>(context, "trace-extents", { ids: moments.map(({ traceId }) => traceId) });
}

export interface SummarisedTraces {
  /** Of all traces, as `extentsOf` returns them. */
  readonly extents: readonly TraceMoments[];
  /** Of the traces of which all spans lie in the seconds of the given moments; the others need `summariseExtents`. */
  readonly whole: ReadonlyMap<string, TraceSummary>;
}

/**
 * Asks the roll-up, and counts spans in the seconds of `moments` meanwhile: mostly these are all seconds of the traces, so that nothing
 * is left to be read when the roll-up has answered.
 */
export async function summariseAhead(
  moments: readonly TraceMoments[],
  context: ApiContext,
): Promise<SummarisedTraces> {
  const short = moments.filter((one) => !isLong(one));
  const [extents, read] = await Promise.all([
    readExtents(moments, context),
    readPage(short, seconds, 0n, context),
  ]);
  const rolled = new Map(extents.map((one) => [one.traceId, Number(one.spanCount)]));
  const whole = new Map<string, TraceSummary>();
  for (const { row } of read) {
    // Of a trace that the roll-up does not have yet, nothing else is known.
    if (Number(row.spanCount) >= (rolled.get(row.traceId) ?? 0))
      whole.set(row.traceId, toSummary(row, context));
  }
  return { extents: withExtents(moments, extents), whole };
}

/** Summaries of the traces of `ids` that the store has, newest first. */
export async function summariseIds(
  ids: readonly string[],
  context: ApiContext,
): Promise<readonly TraceSummary[]> {
  if (ids.length === 0) return [];
  const extents = await run<ExtentRow>(context, "trace-extents", { ids });
  const summaries = await summariseExtents(extents, context);
  return summaries.toSorted((a, b) => (BigInt(a.startNs) < BigInt(b.startNs) ? 1 : -1));
}

/** Summaries of traces whose first and last moments are those of the roll-up, in no order. */
export async function summariseExtents(
  extents: readonly TraceMoments[],
  context: ApiContext,
): Promise<readonly TraceSummary[]> {
  const [read, rolled] = await Promise.all([
    readPage(
      extents.filter((one) => !isLong(one)),
      seconds,
      0n,
      context,
    ),
    readFigures(extents.filter(isLong), context),
  ]);
  return [...read.map(({ row }) => row), ...rolled].map((row) => toSummary(row, context));
}

/** From the roll-up, except names of traces whose root is missing. */
async function readFigures(
  extents: readonly TraceMoments[],
  context: ApiContext,
): Promise<readonly FiguresRow[]> {
  if (extents.length === 0) return [];
  const ids = extents.map(({ traceId }) => traceId);
  const rows = await run<FiguresRow>(context, "trace-figures", { ids });
  const unnamed = new Set(rows.filter(({ root }) => !root.some(Boolean)).map(({ traceId }) => traceId));
  const starts = extents
    .filter(({ traceId }) => unnamed.has(traceId))
    .map((one) => ({ ...one, lastNs: one.firstNs }));
  const read = await readPage(starts, seconds, 0n, context);
  const roots = new Map(read.map(({ row }) => [row.traceId, row.root]));
  return rows.map((row) => ({
    ...row,
    root: roots.get(row.traceId) ?? row.root,
    roots: unnamed.has(row.traceId) ? "0" : "1",
  }));
}

function isLong({ firstNs, lastNs }: TraceMoments): boolean {
  return BigInt(lastNs) - BigInt(firstNs) > maxReadNs;
}

interface Read {
  readonly row: PageRow;
  /** Slices of time that were read. */
  readonly times: ReadonlySet<bigint>;
}

async function readPage(
  moments: readonly TraceMoments[],
  unit: Unit,
  around: bigint,
  context: ApiContext,
): Promise<readonly Read[]> {
  const pages: Read[] = [];
  let ids: string[] = [];
  let times = new Set<bigint>();
  async function readTimes(): Promise<void> {
    const rows = await run<PageRow>(context, "trace-page", { ids, ...toTimeParams(times, unit) });
    for (const row of rows) pages.push({ row, times });
    [ids, times] = [[], new Set()];
  }
  for (const { traceId, firstNs, lastNs } of moments) {
    const last = BigInt(lastNs) / unit.ns + around;
    for (let time = BigInt(firstNs) / unit.ns - around; time <= last; time++) times.add(time);
    ids.push(traceId);
    if (times.size > maxTimesAtOnce) await readTimes();
  }
  if (ids.length > 0) await readTimes();
  return pages;
}

/** Whether the root is there and ended in the minutes that were read, and no more messages were sent than taken. */
function isWhole({ row, times }: Read): boolean {
  const isRootWhole = Number(row.roots) > 0 && times.has(BigInt(row.rootEndNs) / minutes.ns);
  return isRootWhole && Number(row.sent) <= Number(row.taken);
}

/** Without another span for this long, a missing root counts as missing, not as arriving. */
const maxArrivingNs = 120_000_000_000n;

function toSummary(row: FiguresRow, context: ApiContext): TraceSummary {
  const [rootName, rootService] = row.root;
  const sinceNs = BigInt(Math.floor(context.nowMs())) * 1_000_000n - BigInt(row.endNs);
  const hasRoot = Number(row.roots ?? 1) > 0;
  return {
    traceId: row.traceId,
    root: hasRoot ? "received" : sinceNs < maxArrivingNs ? "arriving" : "missing",
    rootName,
    rootService,
    startNs: row.startNs,
    durationNs: (BigInt(row.endNs) - BigInt(row.startNs)).toString(),
    spanCount: Number(row.spanCount),
    errorCount: Number(row.errorCount),
    services: row.services.toSorted(),
    values: {},
  };
}
