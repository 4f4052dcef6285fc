// Names of what arrived in a period: services, types of transactions, funnels, metrics and events.
import type { DigestName, TransactionFigures } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { findFunnels } from "../funnels/funnel-definitions.ts";
import { countLevels } from "../funnels/funnel-levels.ts";
import { toFunnelParams } from "../funnels/funnel-params.ts";
import { usualRules } from "../funnels/funnel-rules.ts";
import { readRange } from "../params/params.ts";
import { doctorService } from "../received/doctor-service.ts";
import { toRangeParams } from "../time/range.ts";
import { type Business, funnelsAtOnce, mostFunnels, type Period, type Rows } from "./business.ts";

/** Names that are compared. */
const mostMetrics = 2000;
const mostServices = 20_000;
const mostEvents = 10_000;

/** Kinds of which not all names of a period are known, and why. */
export type Cut = Map<DigestName["kind"], string>;

/** What arrived in the period; `cut` gets the kinds that are not known in full. */
export async function findNames(
  period: Period,
  business: Business,
  cut: Cut,
  context: ApiContext,
): Promise<readonly DigestName[]> {
  const services = await readServices(period, context);
  const types = await business.types();
  const funnels = await business.funnels();
  return toNames(
    {
      service: services,
      transaction: {
        isCut: types.isCut,
        rows: types.rows.flatMap(({ type, current }) => (hasActivity(current) ? [{ name: type }] : [])),
      },
      funnel: { isCut: funnels.isCut, rows: funnels.rows.filter(({ steps }) => (steps[0]?.people ?? 0) > 0) },
      ...(await findTelemetryNames(period, cut, context)),
    },
    cut,
  );
}

/** The same of the period before, of which types of transactions have their figures already. */
export async function findNamesBefore(
  before: Period,
  business: Business,
  cut: Cut,
  context: ApiContext,
): Promise<readonly DigestName[]> {
  const services = await readServices(before, context);
  const types = await business.types();
  return toNames(
    {
      service: services,
      transaction: {
        isCut: types.isCut,
        rows: types.rows.flatMap(({ type, previous }) => (hasActivity(previous) ? [{ name: type }] : [])),
      },
      funnel: await readFunnelNames(before, context),
      ...(await findTelemetryNames(before, cut, context)),
    },
    cut,
  );
}

async function findTelemetryNames(period: Period, cut: Cut, context: ApiContext) {
  const params = { ...toRangeParams(readRange(period, context)), environment: period.environment };
  const metric = await readNames("metric-names", { most: mostMetrics, params }, context);
  const event = await readNames<{ readonly name: string; readonly mixed: boolean }>(
    "event-names",
    { most: mostEvents, params },
    context,
  );
  if (period.environment !== undefined && event.rows.some(({ mixed }) => mixed))
    cut.set("event", "events of one environment are not kept for so long");
  return { metric, event };
}

function hasActivity({ started, completed, failed, abandoned }: TransactionFigures): boolean {
  return started + completed + failed + abandoned > 0;
}

function toNames(
  found: Readonly<Record<DigestName["kind"], Rows<{ readonly name: string }>>>,
  cut: Cut,
): readonly DigestName[] {
  return (Object.keys(found) as DigestName["kind"][]).flatMap((kind) => {
    if (found[kind].isCut) cut.set(kind, `there are too many ${kind}s to compare`);
    return found[kind].rows.map(({ name }) => toName(kind, name));
  });
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

/** Funnels of which people took the first step. */
async function readFunnelNames(
  period: Period,
  context: ApiContext,
): Promise<Rows<{ readonly name: string }>> {
  const range = readRange(period, context);
  const found = await findFunnels(undefined, range, context);
  const known = found.slice(0, mostFunnels);
  const rows: { readonly name: string }[] = [];
  for (let at = 0; at < known.length; at += funnelsAtOnce) {
    const own = known.slice(at, at + funnelsAtOnce);
    const query = toFunnelParams(own, range, { environment: period.environment }, usualRules);
    const levels = await countLevels(query, context);
    rows.push(...own.filter(({ name }) => (levels.get(name) ?? []).some(({ people }) => people > 0)));
  }
  return { rows, isCut: found.length >= mostFunnels };
}

/** Names that a query returns, in their order: at most `most`. */
async function readNames<Row extends { readonly name: string }>(
  query: "event-names" | "metric-names",
  { most, params }: { readonly most: number; readonly params: QueryParams },
  context: ApiContext,
): Promise<Rows<Row>> {
  const rows = await run<Row>(context, query, { ...params, limit: most + 1 });
  return { rows: rows.slice(0, most), isCut: rows.length > most };
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
