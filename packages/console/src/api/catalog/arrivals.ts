// What arrived, as the roll-ups have it: names by signal with the keys of their attributes, values, series, business events.
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, run } from "../context.ts";
import { type Cut, cutOf } from "./cut.ts";
import { allEnded, oneByOne } from "./one-by-one.ts";
import { toSqlTime } from "../time/time.ts";
import { type CatalogWindow, windowParams } from "./window.ts";

export interface ShapeRow {
  readonly signal: "spans" | "logs";
  readonly service: string;
  readonly version: string;
  readonly name: string;
  readonly kind: number;
  readonly strings: readonly string[];
  readonly ints: readonly string[];
  readonly doubles: readonly string[];
  readonly bools: readonly string[];
  readonly others: readonly string[];
  readonly count: string;
  readonly errors: string;
  readonly firstSeconds: string;
  readonly lastSeconds: string;
}

interface BeforeRow {
  readonly signal: "spans" | "logs";
  readonly service: string;
  readonly name: string;
  readonly firstSeconds: string;
  readonly lastSeconds: string;
}

export interface SeriesRow {
  readonly name: string;
  readonly service: string;
  readonly version: string;
  readonly type: number;
  readonly monotonic: boolean;
  readonly unit: string;
  readonly description: string;
  readonly series: string;
  readonly keys: readonly string[];
  readonly firstSeconds: string;
  readonly lastSeconds: string;
}

interface SeriesAttributeRow {
  readonly metric: string;
  readonly key: string;
  readonly types: readonly string[];
  readonly distinctValues: string;
  readonly values: readonly string[];
}

export interface ValuesRow {
  readonly signal: "spans" | "logs";
  readonly key: string;
  readonly distinctValues: string;
  readonly values: readonly string[];
}

/** The mean of a metric's values. */
interface TypicalRow {
  readonly name: string;
  readonly service: string;
  readonly version: string;
  /** At the end of the range, and not before the range. */
  readonly isNow: boolean | number;
  readonly typical: number;
}

interface ResourceRow {
  readonly service: string;
  readonly version: string;
  readonly keys: readonly string[];
  readonly lastSeconds: string;
}

export interface NamedRow {
  readonly name: string;
  readonly count: string;
  readonly services: readonly string[];
  readonly lastSeconds: string;
}

export interface BusinessRow extends NamedRow {
  readonly kind: "transaction" | "journey" | "funnel" | "workflow";
  readonly steps: readonly string[];
  readonly states: readonly string[];
  readonly currency: string;
}

export interface GuardRow {
  readonly service: string;
  readonly rule: string;
  readonly kind: string;
  readonly name: string;
  readonly count: string;
}

export interface Arrivals {
  readonly shapes: readonly ShapeRow[];
  readonly before: readonly BeforeRow[];
  readonly series: readonly SeriesRow[];
  readonly seriesAttributes: readonly SeriesAttributeRow[];
  readonly values: readonly ValuesRow[];
  /** Long values and ids, of a sample. */
  readonly ids: readonly ValuesRow[];
  readonly newValues: ReadonlyMap<string, readonly string[]>;
  /** Of the metrics that were asked for. */
  readonly typical: readonly TypicalRow[];
  readonly resources: readonly ResourceRow[];
  readonly business: readonly BusinessRow[];
  readonly errors: readonly NamedRow[];
  /** Of a sample. */
  readonly messages: readonly NamedRow[];
  readonly cut: Cut;
}

export interface ArrivalQuestions {
  /** Keys of attributes whose new values are looked for. */
  readonly enumerations: readonly string[];
  /** Names of metrics whose values are compared with those before. */
  readonly metrics: readonly string[];
}

/**
 * Reads what arrived in the window. With very many names all queries together need too much memory: then they are asked one by one. One
 * that took too long would take as long again.
 */
export async function readArrivals(
  window: CatalogWindow,
  questions: ArrivalQuestions,
  context: ApiContext,
): Promise<Arrivals> {
  try {
    return await readTogether(window, questions, context);
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === "STORE_BUSY" && error.bound !== "time"))
      throw error;
    return readTogether(window, questions, { ...context, queries: oneByOne(context.queries) });
  }
}

async function readTogether(
  window: CatalogWindow,
  { enumerations, metrics }: ArrivalQuestions,
  context: ApiContext,
): Promise<Arrivals> {
  const params = windowParams(window);
  const { service, ...times } = params;
  const since = { from: times.from, service };
  const [shapes, before, series, seriesAttributes, values, newValues, resources, business, errors] =
    await allEnded([
      run<ShapeRow>(context, "catalog-shapes", params),
      run<BeforeRow>(context, "catalog-before", since),
      run<SeriesRow>(context, "catalog-series", since),
      run<SeriesAttributeRow>(context, "catalog-series-attributes", since),
      run<ValuesRow>(context, "catalog-values", times),
      enumerations.length === 0
        ? []
        : run<{ key: string; values: string[] }>(context, "catalog-new-values", {
            ...times,
            keys: enumerations,
          }),
      run<ResourceRow>(context, "catalog-resources", since),
      run<BusinessRow>(context, "catalog-business", params),
      run<NamedRow>(context, "catalog-errors", params),
    ]);
  const sample = { to: times.to, service, newest: sampleFrom(shapes, window) };
  const [ids, messages, typical] = await allEnded([
    run<ValuesRow>(context, "catalog-ids", sample),
    run<NamedRow>(context, "catalog-messages", sample),
    metrics.length === 0
      ? []
      : run<TypicalRow>(context, "catalog-typical", {
          from: times.from,
          to: times.to,
          newest: newestPoints(series, window),
          names: metrics,
        }),
  ]);
  const lists = {
    shapes,
    before,
    series,
    seriesAttributes,
    values,
    ids,
    resources,
    business,
    errors,
    messages,
  };
  return {
    ...lists,
    newValues: new Map(newValues.map((row) => [row.key, row.values])),
    typical,
    cut: cutOf({ ...lists, newValues, typical }),
  };
}

/** Series are noted once an hour: ten minutes at the end of the range, or of what is over of it. */
function newestPoints(series: readonly SeriesRow[], { fromNs, toNs, seconds }: CatalogWindow): string {
  const newest = series.reduce((last, row) => Math.max(last, Number(row.lastSeconds)), 0);
  const over = fromNs + BigInt(Math.round(seconds)) * 1_000_000_000n;
  // An hour after the series was noted last, its points have ended.
  const last = BigInt(newest + 3600) * 1_000_000_000n;
  const end = over < last ? over : last;
  const start = (end < toNs ? end : toNs) - 600_000_000_000n;
  return toSqlTime(start < fromNs ? fromNs : start);
}

/** Ten minutes before the newest span or record: what a sample is taken from. */
function sampleFrom(shapes: readonly ShapeRow[], { fromNs, toNs }: CatalogWindow): string {
  const newest = shapes.reduce((last, row) => Math.max(last, Number(row.lastSeconds)), 0);
  const start = newest === 0 ? toNs : BigInt(newest - 600) * 1_000_000_000n;
  return toSqlTime(start < fromNs ? fromNs : start);
}
