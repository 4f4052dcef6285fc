// GET /api/digest: what changed in a week. Each part asks what its own page asks, and fails alone.
import {
  type CatalogThing,
  digestParts,
  type DigestAlert,
  type DigestError,
  type DigestName,
  type DigestPattern,
  type DigestResult,
  type DigestSlower,
  type FunnelSummary,
  type ParamsOf,
  type TransactionTypeSummary,
} from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { listCatalog } from "../catalog/catalog.ts";
import type { ApiContext } from "../context.ts";
import { listErrors } from "../errors/errors.ts";
import { listFunnels } from "../funnels/funnels.ts";
import { listLogPatterns } from "../logs/log-patterns.ts";
import { listMetrics } from "../metrics/metrics.ts";
import { readRange } from "../params/params.ts";
import { listServices } from "../services/services.ts";
import { previousRange, type Range, toResolved } from "../time/range.ts";
import { listTransactionTypes } from "../transactions/transactions.ts";
import { funnelMoves, surest, transactionMoves } from "./moves.ts";

/** Fires of rules in a range; the part of the alerts gives it. */
export type CountFirings = (range: Range, context: ApiContext) => Promise<readonly DigestAlert[]>;

type Part = (typeof digestParts)[number];

export function createDigest(countFirings: CountFirings) {
  return async (params: ParamsOf<"GET /api/digest">, context: ApiContext): Promise<DigestResult> => {
    const range = readRange(params, context, "-7d");
    const { environment } = params;
    const now = { ...toResolved(range), environment };
    const before = { ...toResolved(previousRange(range)), environment };
    const missing: DigestResult["missing"][number][] = [];
    const part = async <Row>(name: Part, compute: () => Promise<readonly Row[]>): Promise<Row[]> => {
      try {
        return [...(await compute())];
      } catch (error) {
        if (context.signal?.aborted === true || !(error instanceof ProblemError)) throw error;
        missing.push({ part: name, reason: error.message });
        return [];
      }
    };
    // One after the other: a digest can wait, the pages cannot.
    const moves = await part("moves", async () => findMoves(now, context));
    const errors = await part("errors", async () => findErrors(now, context));
    const patterns = await part("patterns", async () => findPatterns(now, context));
    const slower = await part("slower", async () => findSlower(now, context));
    const alerts = await part("alerts", async () => countFirings(range, context));
    const cut = new Set<DigestName["kind"]>();
    const [namesNow, namesThen] = [
      await part("fresh", async () => findNames(now, cut, context)),
      await part("dark", async () => findNames(before, cut, context)),
    ];
    // what a list has no room for would look new, or dark
    const compare = (all: readonly DigestName[]): readonly DigestName[] =>
      all.filter(({ kind }) => !cut.has(kind));
    const [names, namesBefore] = [compare(namesNow), compare(namesThen)];
    const isMissing = (one: Part): boolean => missing.some(({ part: name }) => name === one);
    // with one of the two unknown, everything would look new, or dark
    const compared = !isMissing("fresh") && !isMissing("dark");
    const isFirst = compared && namesBefore.length === 0;
    if (isFirst && names.length > 0)
      missing.push({ part: "fresh", reason: "nothing arrived in the period before." });
    if (cut.size > 0)
      missing.push({ part: "names", reason: `there are too many ${[...cut].join("s, ")}s to compare.` });
    return {
      ...toResolved(range),
      moves,
      errors,
      patterns,
      slower,
      alerts,
      dark: compared ? without(namesBefore, names) : [],
      fresh: compared && !isFirst ? without(names, namesBefore) : [],
      missing,
    };
  };
}

interface Period {
  readonly from: string;
  readonly to: string;
  readonly environment: string | undefined;
}

const asked = { limit: 500, sample: "usual" } as const;
/** Pages of a list that are read, and metrics that have a list. */
const mostPages = 20;
const mostMetrics = 2000;
/** As the pages ask. */
const funnelWindowMs = 86_400_000;

async function findMoves(period: Period, context: ApiContext) {
  const types = await readTypes(period, context);
  const funnels = await readFunnels(period, context);
  return surest([...types.rows.flatMap(transactionMoves), ...funnels.rows.flatMap(funnelMoves)]).slice(0, 20);
}

interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly isCut: boolean;
}

/** The rows of all pages of a list. */
async function readPages<Row>(
  read: (
    cursor: string | undefined,
  ) => Promise<{ readonly rows: readonly Row[]; readonly nextCursor: string | null }>,
): Promise<Rows<Row>> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const found = await read(cursor);
    rows.push(...found.rows);
    if (found.nextCursor === null) return { rows, isCut: false };
    cursor = found.nextCursor;
  }
  return { rows, isCut: true };
}

async function readTypes(period: Period, context: ApiContext): Promise<Rows<TransactionTypeSummary>> {
  return readPages(async (cursor) => {
    const { types, nextCursor } = await listTransactionTypes({ ...period, ...asked, cursor }, context);
    return { rows: types, nextCursor };
  });
}

async function readFunnels(period: Period, context: ApiContext): Promise<Rows<FunnelSummary>> {
  return readPages(async (cursor) => {
    const params = { ...period, ...asked, windowMs: funnelWindowMs, cursor };
    const { funnels, nextCursor } = await listFunnels(params, context);
    return { rows: funnels, nextCursor };
  });
}

async function readEvents(period: Period, context: ApiContext): Promise<Rows<CatalogThing>> {
  return readPages(async (cursor) => {
    const { items, nextCursor } = await listCatalog({ ...period, ...asked, kind: "event", cursor }, context);
    return { rows: items, nextCursor };
  });
}

async function findErrors(period: Period, context: ApiContext): Promise<readonly DigestError[]> {
  const { items } = await listErrors({ ...period, new: "true", sort: "users", limit: 10 }, context);
  return items.map(({ fingerprint, type, message, service, count, users }) => ({
    fingerprint,
    type,
    message,
    service,
    count,
    users,
    path: `/errors/${encodeURIComponent(fingerprint)}`,
  }));
}

async function findPatterns(period: Period, context: ApiContext): Promise<readonly DigestPattern[]> {
  const { items } = await listLogPatterns({ ...period, state: "new", filter: [], limit: 10 }, context);
  return items.map(({ eventName, template, count, errors, people, services }) => {
    const search = new URLSearchParams({
      ...(eventName !== "" && { event: eventName }),
      ...(template !== "" && { pattern: template }),
    });
    return { eventName, template, count, errors, people, services, path: `/logs?${search.toString()}` };
  });
}

/** Less says little about a percentile. */
const leastEntries = 100;
const slowerBy = 1.25;

async function findSlower(period: Period, context: ApiContext): Promise<readonly DigestSlower[]> {
  const { services } = await listServices(period, context);
  return services
    .flatMap(({ name, entries, p95Ms, previous }): DigestSlower[] =>
      previous === null ||
      p95Ms === null ||
      previous.p95Ms === null ||
      Math.min(entries, previous.entries) < leastEntries ||
      p95Ms < previous.p95Ms * slowerBy
        ? []
        : [{ service: name, p95Ms, beforeMs: previous.p95Ms, entries, path: pathOf("services", name) }],
    )
    .toSorted((a, b) => b.p95Ms / b.beforeMs - a.p95Ms / a.beforeMs)
    .slice(0, 10);
}

/** What arrived in a period; `cut` gets the kinds of which there are more than were read. */
async function findNames(
  period: Period,
  cut: Set<DigestName["kind"]>,
  context: ApiContext,
): Promise<readonly DigestName[]> {
  const { services } = await listServices(period, context);
  const types = await readTypes(period, context);
  const funnels = await readFunnels(period, context);
  const { metrics } = await listMetrics(period, context);
  const events = await readEvents(period, context);
  if (types.isCut) cut.add("transaction");
  if (funnels.isCut) cut.add("funnel");
  if (metrics.length >= mostMetrics) cut.add("metric");
  if (events.isCut) cut.add("event");
  return [
    ...services.map(({ name }) => toName("service", name)),
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

/** At most so many names of a list: a digest is read, not searched. */
const mostNames = 50;

function without(names: readonly DigestName[], known: readonly DigestName[]): DigestName[] {
  const paths = new Set(known.map(({ path }) => path));
  return names.filter(({ path }) => !paths.has(path)).slice(0, mostNames);
}
