// Series of remote write as families. A series has no type: its labels show it (`le`, `quantile`), or the metadata of its family that was
// sent earlier, or its name (`_total`).
import type { Attributes } from "otlp";
import type { Family, FamilyType, PrometheusSample } from "./family.ts";
import type { NativeSeries } from "./native-histogram.ts";
import type { RemoteMetadata, RemoteSeries, WriteRequest } from "./remote-write.ts";

/** What senders have sent about their families and targets. Bounded: the oldest entry is dropped, until it is sent again. */
export interface KnownFamilies {
  readonly metadata: Map<string, RemoteMetadata>;
  readonly targetInfo: Map<string, Attributes>;
}

const maxFamilies = 20_000;

export function createKnownFamilies(): KnownFamilies {
  return { metadata: new Map(), targetInfo: new Map() };
}

/** Families of one request, and its native histograms. Its metadata is kept in `known`. */
export function toFamilies(
  { series, metadata }: WriteRequest,
  known: KnownFamilies,
): { readonly families: readonly Family[]; readonly native: readonly NativeSeries[] } {
  for (const each of metadata) {
    known.metadata.delete(each.family);
    known.metadata.set(each.family, each);
    if (known.metadata.size > maxFamilies) known.metadata.delete(known.metadata.keys().next().value!);
  }
  const shapes = shapesOf(series);
  const families = new Map<string, Family & { readonly samples: PrometheusSample[] }>();
  const native: NativeSeries[] = [];
  for (const each of series) {
    const seriesName = each.labels.get("__name__") ?? "";
    const { name, type } = familyOf(seriesName, each.labels, shapes, known.metadata);
    const { help = "", unit = "" } = known.metadata.get(name) ?? {};
    if (each.histograms.length > 0)
      native.push({
        name: seriesName,
        labels: withoutName(each.labels),
        help,
        unit,
        histograms: each.histograms,
        exemplars: each.exemplars,
      });
    if (each.samples.length === 0) continue;
    const key = `${type}\0${name}`;
    let family = families.get(key);
    if (family === undefined) {
      family = { name, type, help, unit, samples: [] };
      families.set(key, family);
    }
    for (const sample of toSamples(seriesName, each)) family.samples.push(sample);
  }
  return { families: [...families.values()], native };
}

/** Names of families that are histograms or summaries, because a label of their series says so. */
function shapesOf(series: readonly RemoteSeries[]): ReadonlyMap<string, FamilyType> {
  const shapes = new Map<string, FamilyType>();
  for (const { labels } of series) {
    const name = labels.get("__name__") ?? "";
    if (labels.has("le") && name.endsWith("_bucket"))
      shapes.set(name.slice(0, -"_bucket".length), "histogram");
    else if (labels.has("quantile")) shapes.set(name, "summary");
  }
  return shapes;
}

interface FamilyName {
  readonly name: string;
  readonly type: FamilyType;
}

/** The family of a series: as its labels say, as its metadata says, or as its name suggests. */
function familyOf(
  name: string,
  labels: ReadonlyMap<string, string>,
  shapes: ReadonlyMap<string, FamilyType>,
  metadata: ReadonlyMap<string, RemoteMetadata>,
): FamilyName {
  const distribution = distributionOf(name, shapes, metadata);
  if (distribution !== undefined) return distribution;
  if (labels.has("quantile")) return { name, type: "summary" };
  const declared = metadata.get(name)?.type;
  if (declared !== undefined && declared !== "unknown") return { name, type: declared };
  return bySuffix(name, metadata) ?? { name, type: "unknown" };
}

/** The histogram or summary that `name` is a part of. */
function distributionOf(
  name: string,
  shapes: ReadonlyMap<string, FamilyType>,
  metadata: ReadonlyMap<string, RemoteMetadata>,
): FamilyName | undefined {
  const family = /^(.+)_(?:bucket|count|sum)$/.exec(name)?.[1];
  if (family === undefined) return undefined;
  const type = shapes.get(family) ?? metadata.get(family)?.type;
  return type === "histogram" || type === "summary" ? { name: family, type } : undefined;
}

/** The counter or info whose suffix `name` has. */
function bySuffix(name: string, metadata: ReadonlyMap<string, RemoteMetadata>): FamilyName | undefined {
  const [, family, suffix] = /^(.+)_(total|info)$/.exec(name) ?? [];
  if (family === undefined) return undefined;
  const declared = metadata.get(family)?.type;
  if (suffix === "info") return declared === "info" ? { name: family, type: "info" } : undefined;
  return { name: declared === "counter" ? family : name, type: declared ?? "counter" };
}

/** Exemplars belong to the last sample: Prometheus sends them apart from samples. */
function toSamples(name: string, { labels: all, samples, exemplars }: RemoteSeries): PrometheusSample[] {
  const labels = withoutName(all);
  return samples.map(({ value, timestampMs }, at) => ({
    name,
    labels,
    value,
    timestampMs,
    exemplars: at === samples.length - 1 ? exemplars : [],
  }));
}

function withoutName(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...labels].filter(([name]) => name !== "__name__"));
}
