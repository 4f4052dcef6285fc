// The series of metrics with their attributes. They hardly change, so they are kept between readings, up to a number of them.
import { type Labels, type Source } from "alerts/readings";
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
}

const mostSeries = 50_000;
const resourcesAtOnce = 2_000;

export function createSeriesCache(): SeriesCache {
  const known = new Map<string, Series>();
  return {
    async find(ask, ids, names) {
      if (ids.some((id) => !known.has(id))) {
        const fresh = await load(ask, names);
        if (known.size + fresh.length > mostSeries) known.clear();
        for (const one of fresh) known.set(one.id, one);
      }
      return known;
    },
  };
}

async function load(ask: Ask, names: readonly string[]): Promise<readonly Series[]> {
  const rows = await ask<SeriesRow>("alert-series", { names, most: mostSeries });
  const resources = new Map<string, Labels>();
  const ids = [...new Set(rows.map(({ resourceId }) => resourceId))];
  for (let at = 0; at < ids.length; at += resourcesAtOnce) {
    const part = ids.slice(at, at + resourcesAtOnce);
    const found = await ask<{ id: string; attributes: Labels }>("alert-resources", {
      ids: part.map(BigInt),
      most: resourcesAtOnce,
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
