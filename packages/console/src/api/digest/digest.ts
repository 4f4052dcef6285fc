// GET /api/digest: what changed in a week. Each part asks what its own page asks, and fails alone.
import {
  type DigestAlert,
  type DigestError,
  type DigestName,
  type DigestPattern,
  type DigestResult,
  errorLine,
  type ParamsOf,
} from "contract";
import { type CompletePart, nothingComplete, readCompletePart } from "../completeness/complete-part.ts";
import { type ApiContext, run } from "../context.ts";
import { listErrors } from "../errors/errors.ts";
import { listLogPatterns } from "../logs/log-patterns.ts";
import { readRange } from "../params/params.ts";
import { readFirstTelemetry } from "../received/first-telemetry.ts";
import { previousRange, type Range, toResolved } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { type Business, type Period, readOnce } from "./business.ts";
import { all, createLists, first, type Listed, problemOf } from "./lists.ts";
import { funnelMoves, surest, transactionMoves } from "./moves.ts";
import { type Cut, findNames, findNamesBefore } from "./names.ts";
import { findSlower } from "./slower.ts";

/** Fires of rules in a range, the noisiest first; the part of the alerts gives it. */
export type CountFirings = (range: Range, context: ApiContext) => Promise<readonly DigestAlert[]>;

export function createDigest(countFirings: CountFirings) {
  return async (params: ParamsOf<"GET /api/digest">, context: ApiContext): Promise<DigestResult> => {
    const { environment } = params;
    const complete = await readComplete(params, context);
    const { range } = complete;
    const now = { ...toResolved(range), environment };
    const before = { ...toResolved(previousRange(range)), environment };
    const { part, list, missing, more } = createLists(
      context,
      complete.isAny ? undefined : nothingComplete(complete),
    );
    // One after the other: a digest can wait, the pages cannot.
    const isWhole = await hasWhole(previousRange(range), context);
    const business = readOnce(now, context);
    const moves = await part("moves", async () => findMoves(business, isWhole));
    let areNewErrorsKnown = true;
    const errors = await part("errors", async () => {
      const { areNewKnown, ...listed } = await findErrors(now, context);
      areNewErrorsKnown = areNewKnown;
      return listed;
    });
    const patterns = await part("patterns", async () => findPatterns(now, context));
    const slower = await part("slower", async () => findSlower(now, context));
    const alerts = await part("alerts", async () => first(await countFirings(range, context), mostRules));
    const cut: Cut = new Map();
    const [namesNow, namesThen] = [
      await part("fresh", async () => all(await findNames(now, business, cut, context))),
      await part("dark", async () => all(await findNamesBefore(before, business, cut, context))),
    ];
    // what is not known of one period would look new, or dark
    const compare = (found: readonly DigestName[]): readonly DigestName[] =>
      found.filter(({ kind }) => !cut.has(kind));
    const [names, namesBefore] = [compare(namesNow), compare(namesThen)];
    // with one of the two unknown, everything would look new, or dark
    const lacks = (name: string): boolean => missing.some((one) => one.part === name);
    const compared = !lacks("fresh") && !lacks("dark");
    const isNewKnown = !lacks("fresh");
    const isFirst = compared && namesBefore.length === 0;
    if (isFirst && names.length > 0)
      missing.push({ part: "fresh", reason: "nothing arrived in the period before." });
    if (!areNewErrorsKnown && names.length > 0)
      missing.push({ part: "errors", reason: "the store knows less than a day before the range." });
    if (cut.size > 0) missing.push({ part: "names", reason: `${[...cut.values()].join(", and ")}.` });
    return {
      ...toResolved(range),
      arrived: isNewKnown ? namesNow.length > 0 : null,
      completeUpTo: complete.completeUpTo,
      earlier: isFirst ? "none" : isWhole ? "all" : "part",
      moves,
      errors,
      patterns,
      slower,
      alerts,
      dark: compared ? list("dark", first(without(namesBefore, names), mostNames)) : [],
      fresh: compared && !isFirst ? list("fresh", first(without(names, namesBefore), mostNames)) : [],
      more,
      missing,
    };
  };
}

const readComplete = (params: ParamsOf<"GET /api/digest">, context: ApiContext): Promise<CompletePart> =>
  readCompletePart(
    readRange(params, context, "-7d"),
    { ...comparedData, environments: [params.environment] },
    context,
  );

const comparedData = { signals: ["spans", "logs", "metrics", "business"] } as const;

/** At most so many of a list: a digest is read, not searched. */
const mostMoves = 20;
const mostErrors = 10;
const mostPatterns = 10;
const mostRules = 10;
const mostNames = 50;

/** A period is whole although its data begins within this part of it: the twentieth. */
const lateStart = 20n;

/**
 * Whether the store has data of the whole period: of one that it has in part, counts are smaller than they were. Where that cannot be
 * read, counts are not compared either.
 */
async function hasWhole({ fromNs, toNs }: Range, context: ApiContext): Promise<boolean> {
  const untilNs = fromNs + (toNs - fromNs) / lateStart;
  try {
    const sinceMs = await readFirstTelemetry(async (name, params) => run(context, name, params));
    if (sinceMs !== undefined && sinceMs * 1e6 <= Number(untilNs)) return true;
    return (await run(context, "business-before", { until: toSqlTime(untilNs) })).length > 0;
  } catch (error) {
    problemOf(error, context.signal);
    return false;
  }
}

async function findMoves(business: Business, isWhole: boolean) {
  const types = await business.types();
  const funnels = await business.funnels();
  const moves = surest([
    ...types.rows.flatMap(transactionMoves),
    ...funnels.rows.flatMap(funnelMoves),
  ]).filter(({ what }) => isWhole || (what !== "volume" && what !== "amount"));
  // of those that were not read, any may have moved
  return first(moves, mostMoves, types.isCut || funnels.isCut ? null : moves.length);
}

async function findErrors(
  period: Period,
  context: ApiContext,
): Promise<Listed<DigestError> & { readonly areNewKnown: boolean }> {
  const params = { ...period, new: "true", sort: "users", limit: mostErrors } as const;
  const { items, total, areNewKnown } = await listErrors(params, context);
  const rows = items.map(({ fingerprint, type, text, service, count, users }) => ({
    fingerprint,
    type,
    message: errorLine(text),
    service,
    count,
    users,
    path: `/errors/${encodeURIComponent(fingerprint)}`,
  }));
  return { ...first(rows, mostErrors, total), areNewKnown };
}

async function findPatterns(period: Period, context: ApiContext): Promise<Listed<DigestPattern>> {
  const params = { ...period, state: "new" as const, filter: [], limit: mostPatterns };
  const { items, states, nextCursor } = await listLogPatterns(params, context);
  const rows = items.map(({ eventName, template, count, errors, people, services }) => {
    const search = new URLSearchParams({
      ...(eventName !== "" && { event: eventName }),
      ...(template !== "" && { pattern: template }),
    });
    return { eventName, template, count, errors, people, services, path: `/logs?${search.toString()}` };
  });
  return first(rows, mostPatterns, nextCursor === null ? rows.length : states.new);
}

function without(names: readonly DigestName[], known: readonly DigestName[]): DigestName[] {
  const paths = new Set(known.map(({ path }) => path));
  return names.filter(({ path }) => !paths.has(path));
}
