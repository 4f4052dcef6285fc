// Series of remote write as families. A series does not say what it is: its labels do (`le`, `quantile`), what was said of its family
// earlier does, and its name does (`_total`).
import type { Attributes } from "otlp";
import type { Family, FamilyType, PrometheusSample } from "./family.ts";
import type { NativeSeries } from "./native-histogram.ts";
import type { RemoteMetadata, RemoteSeries, WriteRequest } from "./remote-write.ts";

/** What senders have told of their families and targets. Bounded; the oldest is forgotten, until it is told again. */
export interface KnownFamilies {
  readonly metadata: Map<string, RemoteMetadata>;
  readonly targetInfo: Map<string, Attributes>;
}

const maxFamilies = 20_000;

export function createKnownFamilies(): KnownFamilies {
  return { metadata: new Map(), targetInfo: new Map() };
}

/** Families of one request, and its native histograms. What it tells of families is kept in `known`. */
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

/** Bases of names that are certainly histograms or summaries, because a label says so. */
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

function familyOf(
  name: string,
  labels: ReadonlyMap<string, string>,
  shapes: ReadonlyMap<string, FamilyType>,
  metadata: ReadonlyMap<string, RemoteMetadata>,
): { readonly name: string; readonly type: FamilyType } {
  const part = /^(.+)_(?:bucket|count|sum)$/.exec(name)?.[1];
  if (part !== undefined) {
    const type = shapes.get(part) ?? metadata.get(part)?.type;
    if (type === "histogram" || type === "summary") return { name: part, type };
  }
  if (labels.has("quantile")) return { name, type: "summary" };
  const told = metadata.get(name)?.type;
  if (told !== undefined && told !== "unknown") return { name, type: told };
  const counter = /^(.+)_total$/.exec(name)?.[1];
  if (counter !== undefined) {
    const type = metadata.get(counter)?.type ?? "counter";
    return { name: type === "counter" && metadata.has(counter) ? counter : name, type };
  }
  const info = /^(.+)_info$/.exec(name)?.[1];
  if (info !== undefined && metadata.get(info)?.type === "info") return { name: info, type: "info" };
  return { name, type: "unknown" };
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
