// The same rows for several tenants: the same ids and names, other values, and a mark that must not be seen elsewhere.
import type { AttributeMap, ResourceRow, RowSink, SeriesRow } from "../../src/store/rows.ts";

/** What makes a tenant's rows differ. */
export interface Salt {
  readonly tenant: string;
  /** Stands in texts. */
  readonly mark: string;
  /** Durations and values are multiplied by it. */
  readonly factor: number;
  /** Of so many rows one is left out; 1: none. */
  readonly leaveOut: number;
}

/** Puts what is added into `sink` as rows of the tenant. */
export function salted(sink: RowSink, { tenant, mark, factor, leaveOut }: Salt): RowSink {
  let rows = 0;
  const resources = new Map<ResourceRow, ResourceRow>();
  const series = new Map<SeriesRow, SeriesRow>();
  const keep = (): boolean => ++rows % leaveOut !== 0 || leaveOut === 1;
  const marked = (attributes: AttributeMap): AttributeMap => new Map([...attributes, ["mark", mark]]);

  function own(resource: ResourceRow): ResourceRow {
    const known = resources.get(resource);
    if (known !== undefined) return known;
    const made = { ...resource, tenant, attributes: marked(resource.attributes) };
    resources.set(resource, made);
    return made;
  }
  function ownSeries(row: SeriesRow): SeriesRow {
    const known = series.get(row);
    if (known !== undefined) return known;
    const made = { ...row, resource: own(row.resource), description: mark };
    series.set(row, made);
    return made;
  }

  return {
    span(row) {
      if (!keep()) return;
      sink.span({
        ...row,
        resource: own(row.resource),
        durationNs: row.durationNs * BigInt(factor),
        attributes: marked(row.attributes),
      });
    },
    log(row) {
      if (!keep()) return;
      sink.log({ ...row, resource: own(row.resource), body: `${String(row.body)} ${mark}` });
    },
    businessEvent(row) {
      if (!keep()) return;
      sink.businessEvent({
        ...row,
        resource: own(row.resource),
        reason: row.reason === "" ? "" : mark,
        durationMs: row.durationMs * factor,
        attributes: marked(row.attributes),
      });
    },
    sample(row) {
      const value = typeof row.value === "bigint" ? row.value * BigInt(factor) : row.value * factor;
      if (keep()) sink.sample({ ...row, series: ownSeries(row.series), value });
    },
    distribution(row) {
      if (keep()) sink.distribution({ ...row, series: ownSeries(row.series), sum: (row.sum ?? 0) * factor });
    },
    definition: (row) => sink.definition({ ...row, tenant, service: mark }),
    identity: (row) => sink.identity({ ...row, tenant, userId: `${row.userId}-${mark}` }),
    error: (row) =>
      sink.error({ ...row, resource: own(row.resource), userId: `${row.userId}-${mark}`, message: mark }),
    cpuProfile: (row) => sink.cpuProfile({ ...row, resource: own(row.resource), data: Buffer.from(mark) }),
  };
}
