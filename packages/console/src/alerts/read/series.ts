// The series of metrics with their attributes. They hardly change, so they are kept between readings, up to a number of them.
import { type Labels, type Source } from "alerts/readings";
import { watchPartial } from "../../store/cluster/partial.ts";
import type { QueryParams } from "../../store/query/query.ts";
import type { Ask } from "./ask.ts";
import { whereOf } from "./family.ts";

export interface Series {
  readonly id: string;
  readonly metric: string;
  /** 1 gauge, 2 sum, 3 histogram, 4 exponential histogram, 5 summary. */
  readonly type: number;
  /** 1 delta, 2 cumulative. */
  readonly temporality: number;
  readonly monotonic: boolean;
  /** Attributes of the points and of their resource. */
  readonly labels: Labels;
}

interface SeriesRow extends Omit<Series, "labels"> {
  readonly resourceId: string;
  readonly own: Labels;
}

export interface SeriesCache {
  /** The series of these ids; ids of other metrics than `names` have none. */
  find(ask: Ask, ids: readonly string[], names: readonly string[]): Promise<ReadonlyMap<string, Series>>;
  /** The series of a metric, read anew; undefined when there are too many to know. */
  ofMetric(ask: Ask, name: string): Promise<readonly Series[] | undefined>;
  /** Metrics that had too many points at once. */
  readonly large: Set<string>;
}

const idsAtOnce = 2_000;

/** @param mostSeries series that are kept, and that one query for all of some metrics returns. */
export function createSeriesCache(mostSeries: number): SeriesCache {
  const known = new Map<string, Series>();

  function keep(fresh: readonly Series[]): void {
    if (known.size + fresh.length > mostSeries) known.clear();
    for (const one of fresh) known.set(one.id, one);
  }

  return {
    large: new Set(),
    async find(ask, ids, names) {
      if (ids.every((id) => known.has(id))) return known;
      const { result: fresh, isPartial } = await watchPartial(() => load(ask, { names, most: mostSeries }));
      // attributes that a shard has would be missing for ever
      if (isPartial) return new Map([...known, ...fresh.map((one) => [one.id, one] as const)]);
      keep(fresh);
      const missing = ids.filter((id) => !known.has(id));
      if (missing.length === 0 || fresh.length < mostSeries) return known;
      // the metrics have more series than one answer: those with points are asked for one by one
      const found = new Map(ids.flatMap((id) => (known.has(id) ? [[id, known.get(id)!] as const] : [])));
      for (let at = 0; at < missing.length; at += idsAtOnce) {
        const part = missing.slice(at, at + idsAtOnce).map(BigInt);
        for (const one of await load(ask, { names, ids: part, most: idsAtOnce })) found.set(one.id, one);
      }
      return found;
    },
    async ofMetric(ask, name) {
      const params = { names: [name], most: mostSeries };
      const { result: fresh, isPartial } = await watchPartial(() => load(ask, params));
      if (fresh.length >= mostSeries) return undefined;
      if (!isPartial) keep(fresh);
      return fresh;
    },
  };
}

async function load(ask: Ask, params: QueryParams): Promise<readonly Series[]> {
  const rows = await ask<SeriesRow>("alert-series", params);
  const resources = new Map<string, Labels>();
  const ids = [...new Set(rows.map(({ resourceId }) => resourceId))];
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const part = ids.slice(at, at + idsAtOnce);
    const found = await ask<{ id: string; attributes: Labels }>("alert-resources", {
      ids: part.map(BigInt),
      most: idsAtOnce,
    });
    for (const { id, attributes } of found) resources.set(id, attributes);
  }
  return rows.map(({ resourceId, own, ...series }) => {
    const labels = { ...resources.get(resourceId), ...own };
    return { ...series, labels: { ...labels, "service.name": labels["service.name"] || "unknown_service" } };
  });
}

/** Whether a series has the attributes that a source asks for. */
export function matcherOf(source: Source): (series: Series) => boolean {
  const where = whereOf(source);
  return ({ labels }) => where.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}
