// GET /api/logs/patterns: skeletons of the range and of the period before, joined to patterns.
import { type LogPattern, type LogPatternsResult, type ParamsOf, wholeHoursFrom } from "contract";
import { z } from "zod";
import { minePatterns } from "../../patterns/mine.ts";
import { overflow } from "../../patterns/overflow.ts";
import { inPieces } from "../../turns/in-pieces.ts";
import { type CompletePart, readCompletePart } from "../completeness/complete-part.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { readCursor, toCursor } from "../params/cursor.ts";
import { cutPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import {
  chooseStepMs,
  previousRange,
  type Range,
  stepTimes,
  toRangeParams,
  toResolved,
} from "../time/range.ts";
import { toIso, toSqlTime } from "../time/time.ts";
import { areRolledUp, toConditionParams } from "./log-conditions.ts";
import { stateOf, stateRanks } from "./pattern-state.ts";

/** Different skeletons of one answer, the most frequent ones. */
const mostSkeletons = 20_000;
/** Skeletons whose services, people and trend are read: as many hashes as a parameter may have. */
const mostMembers = 5_000;
const hourNs = 3_600_000_000_000n;
/** Shorter ranges are read from the records, whose times are exact. */
const minRolledNs = BigInt(wholeHoursFrom) * hourNs;

interface SkeletonRow {
  readonly eventName: string;
  readonly text: string;
  readonly hash: string;
  readonly now: string;
  readonly earlier: string;
  readonly failed: string;
  readonly firstNs: string;
  readonly lastNs: string;
}

interface FiguresRow {
  readonly pattern: number;
  readonly services: readonly string[];
  readonly people: string;
  readonly trend: Readonly<Record<string, string>>;
}

/** A pattern before its services, people and trend are known. */
interface Found extends Pick<LogPattern, "eventName" | "template" | "state"> {
  readonly now: number;
  readonly earlier: number;
  readonly failed: number;
  readonly firstNs: bigint;
  readonly lastNs: bigint;
  readonly members: readonly SkeletonRow[];
}

/** How the skeletons of a request are read. */
interface Reading {
  readonly range: Range;
  /** Which part of the range has passed, 0 to 1. */
  readonly elapsed: number;
  readonly isRolled: boolean;
  readonly conditions: QueryParams;
  /** What of the range is complete; the other records are not in it. */
  readonly part: CompletePart;
}

export async function listLogPatterns(
  params: ParamsOf<"GET /api/logs/patterns">,
  context: ApiContext,
): Promise<LogPatternsResult> {
  const offset = readCursor(params.cursor, z.tuple([z.int().nonnegative()]))?.[0] ?? 0;
  const reading = await toReading(params, context);
  const { range } = reading;
  const rows = await readSkeletons(reading, context);
  const since = await readSince(rows, range, params.environment, context);
  const known = since === null ? rows : rows.filter(({ eventName, text }) => eventName !== "" || text !== "");
  const patterns = await inPieces(findPatterns(known, reading));
  const listed = patterns
    .filter(({ state }) => params.state === undefined || state === params.state)
    .toSorted(inOrder);
  const stepMs = chooseStepMs(range, 30, reading.isRolled ? 3_600_000 : 1);
  const times = stepTimes(range, stepMs);
  const found = await withFigures(
    listed.slice(offset, offset + params.limit),
    { ...reading, stepMs, times },
    context,
  );
  const { page } = cutPage(found, params.limit);
  return {
    ...toResolved(range),
    completeUpTo: reading.part.completeUpTo,
    stepMs,
    times: times.map((time) => toIso(BigInt(time) * 1_000_000n)),
    since,
    compared: isCompared(known, reading),
    records: sumOf(known, ({ now }) => Number(now)),
    other: sumOf(known, ({ text, now }) => (text === overflow ? Number(now) : 0)),
    states: countStates(patterns),
    items: [...page],
    nextCursor: listed.length > offset + page.length ? toCursor([offset + page.length]) : null,
  };
}

/** Long ranges come from the roll-up, if it knows the conditions, and are whole hours then. */
async function toReading(params: ParamsOf<"GET /api/logs/patterns">, context: ApiContext): Promise<Reading> {
  const { service, environment } = params;
  const part = await readCompletePart(
    readRange(params, context),
    { signals: ["logs"], service, environments: [environment] },
    context,
  );
  const asked = part.range;
  const conditions = await toConditionParams(params, context);
  const isRolled = asked.toNs - asked.fromNs >= minRolledNs && areRolledUp(params);
  const range = isRolled
    ? { fromNs: (asked.fromNs / hourNs) * hourNs, toNs: ((asked.toNs + hourNs - 1n) / hourNs) * hourNs }
    : asked;
  const untilMs = Math.min(context.nowMs(), Number(asked.toNs / 1_000_000n));
  return { range, elapsed: isRolled ? elapsedOf(range, untilMs) : 1, isRolled, conditions, part };
}

/** Which part of `range` has passed: its last hour may still run, and all hours of the period before are over. */
function elapsedOf({ fromNs, toNs }: Range, nowMs: number): number {
  const [fromMs, toMs] = [Number(fromNs / 1_000_000n), Number(toNs / 1_000_000n)];
  return nowMs > fromMs && nowMs < toMs ? (nowMs - fromMs) / (toMs - fromMs) : 1;
}

/** Skeletons with their counts, and since when each is known at all: the roll-up knows that of all of them. */
async function readSkeletons(
  { range, isRolled, conditions }: Reading,
  context: ApiContext,
): Promise<readonly SkeletonRow[]> {
  const params = {
    ...conditions,
    ...toRangeParams(range),
    previous: toSqlTime(previousRange(range).fromNs),
    limit: mostSkeletons,
  };
  const rolled = run<SkeletonRow>(context, "log-skeletons", params);
  if (isRolled) return rolled;
  const [known, rows] = await Promise.all([rolled, run<SkeletonRow>(context, "log-skeletons-raw", params)]);
  const counted = new Map(rows.map((row) => [row.hash, row]));
  const before = known.map((row) => {
    const own = counted.get(row.hash);
    counted.delete(row.hash);
    return own === undefined
      ? { ...row, now: "0", earlier: "0", failed: "0" }
      : { ...own, firstNs: row.firstNs };
  });
  return [...before, ...counted.values()];
}

/** The first record with a pattern, where older ones of the range have none; `null` otherwise. */
async function readSince(
  rows: readonly SkeletonRow[],
  range: Range,
  environment: string | undefined,
  context: ApiContext,
): Promise<string | null> {
  const firstNs = rows.reduce((least, row) => minOf(least, BigInt(row.firstNs)), range.toNs);
  if (firstNs <= range.fromNs) return null;
  const older = await run(context, "log-exists", {
    ...toRangeParams({ fromNs: range.fromNs, toNs: firstNs }),
    environment,
  });
  return older.length === 0 ? null : toIso(firstNs);
}

function* findPatterns(rows: readonly SkeletonRow[], reading: Reading): Generator<void, Found[]> {
  const compared = isCompared(rows, reading);
  const found: Found[] = [];
  for (const [eventName, own] of groupBy(rows, (row) => row.eventName)) {
    yield;
    const texts = own.map(({ text }) => text);
    for (const { template, members } of yield* minePatterns(texts)) {
      const rowsOf = members.map((at) => own[at]!);
      found.push(toFound(eventName, template, rowsOf, reading, compared));
    }
  }
  return found.filter(({ now, earlier }) => now > 0 || (compared && earlier > 0));
}

function toFound(
  eventName: string,
  template: string,
  members: readonly SkeletonRow[],
  { range, elapsed }: Reading,
  compared: boolean,
): Found {
  const now = sumOf(members, (row) => Number(row.now));
  // in as much of the period before as has passed of this one; not 0 where there were any
  const earlier = Math.ceil(sumOf(members, (row) => Number(row.earlier)) * elapsed);
  const firstNs = members.reduce(
    (least, row) => minOf(least, BigInt(row.firstNs)),
    BigInt(members[0]!.firstNs),
  );
  return {
    eventName,
    template,
    now,
    earlier,
    failed: sumOf(members, (row) => Number(row.failed)),
    firstNs,
    lastNs: members.reduce((most, row) => maxOf(most, BigInt(row.lastNs)), 0n),
    state: stateOf({ now, earlier, firstNs }, range.fromNs, compared),
    members,
  };
}

function isCompared(rows: readonly SkeletonRow[], { part }: Reading): boolean {
  return part.isAny && rows.some(({ earlier }) => Number(earlier) > 0);
}

/** What changed comes first, errors before others, then the most frequent. */
function inOrder(a: Found, b: Found): number {
  return (
    stateRanks[a.state] - stateRanks[b.state] ||
    (a.state === "steady" ? 0 : Number(b.failed > 0) - Number(a.failed > 0)) ||
    b.now - a.now ||
    b.earlier - a.earlier ||
    compareTexts(a.eventName, b.eventName) ||
    compareTexts(a.template, b.template)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function countStates(found: readonly Found[]): LogPatternsResult["states"] {
  const states = { new: 0, gone: 0, growing: 0, steady: 0 };
  for (const { state } of found) states[state] += 1;
  return states;
}

/** The patterns of a page with their services, people and trend. */
async function withFigures(
  page: readonly Found[],
  {
    range,
    isRolled,
    conditions,
    stepMs,
    times,
  }: Reading & { readonly stepMs: number; readonly times: readonly number[] },
  context: ApiContext,
): Promise<LogPattern[]> {
  const members = page
    .flatMap((pattern, at) => pattern.members.map(({ hash, now }) => ({ hash, at, count: Number(now) })))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostMembers);
  const rows =
    members.length === 0
      ? []
      : await run<FiguresRow>(context, isRolled ? "log-pattern-figures" : "log-pattern-figures-raw", {
          ...conditions,
          ...toRangeParams(range),
          hashes: members.map(({ hash }) => BigInt(hash)),
          patterns: members.map(({ at }) => at),
          stepMs,
          limit: page.length,
        });
  const figures = new Map(rows.map((row) => [Number(row.pattern), row]));
  return page.map((pattern, at) => {
    const { services = [], people = "0", trend = {} } = figures.get(at) ?? {};
    return {
      kind: pattern.eventName === "" ? "log" : "event",
      eventName: pattern.eventName,
      template: pattern.template,
      state: pattern.state,
      count: pattern.now,
      before: pattern.earlier,
      errors: pattern.failed,
      people: Number(people),
      services,
      first: toIso(pattern.firstNs),
      last: toIso(pattern.lastNs),
      counts: times.map((time) => Number(trend[String(time)] ?? 0)),
    };
  });
}

function sumOf<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((all, row) => all + of(row), 0);
}

function minOf(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function maxOf(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
