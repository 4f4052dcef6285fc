// GET /api/digest: what changed in a week. Each part asks what its own page asks, and fails alone.
import {
  type CatalogThing,
  type DigestAlert,
  type DigestError,
  type DigestName,
  type DigestPattern,
  type DigestResult,
  errorLine,
  type FunnelSummary,
  type ParamsOf,
  type TransactionTypeSummary,
} from "contract";
import { listCatalog } from "../catalog/catalog.ts";
import { type ApiContext, run } from "../context.ts";
import { listErrors } from "../errors/errors.ts";
import { listFunnels } from "../funnels/funnels.ts";
import { listLogPatterns } from "../logs/log-patterns.ts";
import { listMetrics } from "../metrics/metrics.ts";
import { readRange } from "../params/params.ts";
import { readFirstTelemetry } from "../received/first-telemetry.ts";
import { doctorService } from "../received/doctor-service.ts";
import { previousRange, type Range, toRangeParams, toResolved } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { listTransactionTypes } from "../transactions/transactions.ts";
import { all, createLists, first, type Listed, problemOf } from "./lists.ts";
import { funnelMoves, surest, transactionMoves } from "./moves.ts";
import { findSlower } from "./slower.ts";

/** Fires of rules in a range, the noisiest first; the part of the alerts gives it. */
export type CountFirings = (range: Range, context: ApiContext) => Promise<readonly DigestAlert[]>;

export function createDigest(countFirings: CountFirings) {
  return async (params: ParamsOf<"GET /api/digest">, context: ApiContext): Promise<DigestResult> => {
    const range = readRange(params, context, "-7d");
    const { environment } = params;
    const now = { ...toResolved(range), environment };
    const before = { ...toResolved(previousRange(range)), environment };
    const { part, list, missing, more } = createLists(context);
    // One after the other: a digest can wait, the pages cannot.
    const isWhole = await hasWhole(previousRange(range), context);
    const moves = await part("moves", async () => findMoves(now, isWhole, context));
    let areNewErrorsKnown = true;
    const errors = await part("errors", async () => {
      const { areNewKnown, ...listed } = await findErrors(now, context);
      areNewErrorsKnown = areNewKnown;
      return listed;
    });
    const patterns = await part("patterns", async () => findPatterns(now, context));
    const slower = await part("slower", async () => findSlower(now, context));
    const alerts = await part("alerts", async () => first(await countFirings(range, context), mostRules));
    const cut = new Set<DigestName["kind"]>();
    const [namesNow, namesThen] = [
      await part("fresh", async () => all(await findNames(now, cut, context))),
      await part("dark", async () => all(await findNames(before, cut, context))),
    ];
    // what a list has no room for would look new, or dark
    const compare = (found: readonly DigestName[]): readonly DigestName[] =>
      found.filter(({ kind }) => !cut.has(kind));
    const [names, namesBefore] = [compare(namesNow), compare(namesThen)];
    // with one of the two unknown, everything would look new, or dark
    const compared = !missing.some(({ part: name }) => name === "fresh" || name === "dark");
    const isNewKnown = !missing.some(({ part: name }) => name === "fresh");
    const isFirst = compared && namesBefore.length === 0;
    if (isFirst && names.length > 0)
      missing.push({ part: "fresh", reason: "nothing arrived in the period before." });
    if (!areNewErrorsKnown && names.length > 0)
      missing.push({ part: "errors", reason: "the store knows less than a day before the range." });
    if (cut.size > 0)
      missing.push({ part: "names", reason: `there are too many ${[...cut].join("s, ")}s to compare.` });
    return {
      ...toResolved(range),
      arrived: isNewKnown ? namesNow.length > 0 : null,
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

interface Period {
  readonly from: string;
  readonly to: string;
  readonly environment: string | undefined;
}

/** At most so many of a list: a digest is read, not searched. */
const mostMoves = 20;
const mostErrors = 10;
const mostPatterns = 10;
const mostRules = 10;
const mostNames = 50;

const asked = { limit: 500, sample: "usual" } as const;
/** Pages of a list that are read, and metrics that have a list. */
const mostPages = 20;
const mostMetrics = 2000;
const mostServices = 20_000;
/** Of the queries behind the lists, which have no pages beyond. */
const mostTypes = 5000;
const mostFunnels = 1000;
/** As the pages ask. */
const funnelWindowMs = 86_400_000;

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

async function findMoves(period: Period, isWhole: boolean, context: ApiContext) {
  const types = await readTypes(period, context);
  const funnels = await readFunnels(period, context);
  const moves = surest([
    ...types.rows.flatMap(transactionMoves),
    ...funnels.rows.flatMap(funnelMoves),
  ]).filter(({ what }) => isWhole || (what !== "volume" && what !== "amount"));
  // of those that were not read, any may have moved
  return first(moves, mostMoves, types.isCut || funnels.isCut ? null : moves.length);
}

interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly isCut: boolean;
}

/** The rows of all pages of a list that has up to `most`. */
async function readPages<Row>(
  most: number,
  read: (
    cursor: string | undefined,
  ) => Promise<{ readonly rows: readonly Row[]; readonly nextCursor: string | null }>,
): Promise<Rows<Row>> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const found = await read(cursor);
    rows.push(...found.rows);
    if (found.nextCursor === null) return { rows, isCut: rows.length >= most };
    cursor = found.nextCursor;
  }
  return { rows, isCut: true };
}

async function readTypes(period: Period, context: ApiContext): Promise<Rows<TransactionTypeSummary>> {
  return readPages(mostTypes, async (cursor) => {
    const { types, nextCursor } = await listTransactionTypes({ ...period, ...asked, cursor }, context);
    return { rows: types, nextCursor };
  });
}

async function readFunnels(period: Period, context: ApiContext): Promise<Rows<FunnelSummary>> {
  return readPages(mostFunnels, async (cursor) => {
    const params = { ...period, ...asked, filter: [], windowMs: funnelWindowMs, cursor };
    const { funnels, nextCursor } = await listFunnels(params, context);
    return { rows: funnels, nextCursor };
  });
}

async function readEvents(period: Period, context: ApiContext): Promise<Rows<CatalogThing>> {
  return readPages(mostPages * asked.limit, async (cursor) => {
    const { items, nextCursor } = await listCatalog({ ...period, ...asked, kind: "event", cursor }, context);
    return { rows: items, nextCursor };
  });
}

const minuteNs = 60_000_000_000n;

async function readServices(period: Period, context: ApiContext): Promise<Rows<{ readonly name: string }>> {
  const { fromNs, toNs } = readRange(period, context);
  const rows = await run<{ readonly name: string }>(context, "service-names", {
    ...toRangeParams({ fromNs: (fromNs / minuteNs) * minuteNs, toNs }),
    doctor: doctorService,
    environment: period.environment,
    limit: mostServices + 1,
  });
  return { rows: rows.slice(0, mostServices), isCut: rows.length > mostServices };
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

/** What arrived in a period; `cut` gets the kinds of which there are more than were read. */
async function findNames(
  period: Period,
  cut: Set<DigestName["kind"]>,
  context: ApiContext,
): Promise<readonly DigestName[]> {
  const services = await readServices(period, context);
  const types = await readTypes(period, context);
  const funnels = await readFunnels(period, context);
  const { metrics } = await listMetrics(period, context);
  const events = await readEvents(period, context);
  if (services.isCut) cut.add("service");
  if (types.isCut) cut.add("transaction");
  if (funnels.isCut) cut.add("funnel");
  if (metrics.length >= mostMetrics) cut.add("metric");
  if (events.isCut) cut.add("event");
  return [
    ...services.rows.map(({ name }) => toName("service", name)),
    ...types.rows.flatMap(({ type, current }) =>
      current.started + current.completed + current.failed + current.abandoned > 0
        ? [toName("transaction", type)]
        : [],
    ),
    ...funnels.rows.flatMap(({ name, steps }) =>
      (steps[0]?.people ?? 0) > 0 ? [toName("funnel", name)] : [],
    ),
    ...metrics.map(({ name }) => toName("metric", name)),
    ...events.rows.flatMap(({ name, count }: CatalogThing) => (count > 0 ? [toName("event", name)] : [])),
  ];
}

const pages = {
  service: "services",
  transaction: "transactions",
  funnel: "funnels",
  metric: "metrics",
  event: "catalog/event",
} as const;

const pathOf = (page: string, name: string): string => `/${page}/${encodeURIComponent(name)}`;

function toName(kind: DigestName["kind"], name: string): DigestName {
  return { kind, name, path: pathOf(pages[kind], name) };
}

function without(names: readonly DigestName[], known: readonly DigestName[]): DigestName[] {
  const paths = new Set(known.map(({ path }) => path));
  return names.filter(({ path }) => !paths.has(path));
}
