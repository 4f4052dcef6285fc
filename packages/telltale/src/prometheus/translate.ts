// One collection becomes families: names by the naming, scopes and attributes as labels, exemplars, `target_info`.
// What cannot stand beside something else, because a name or a series would be there twice, is left out and told.
import type { CollectedMetric, Collection, Exemplar, Point } from "../engine/metrics/collection.ts";
import { toEpochMs } from "../engine/clock.ts";
import { wordToHex } from "../engine/ids.ts";
import type { AnyValue } from "otlp";
import type { Family, FamilyExemplar, FamilySeries, FamilyType, Labels } from "./family.ts";
import { fromExplicit, fromExponential } from "./histogram.ts";
import { keyOf, labelsOf, labelsOfScope } from "./labels.ts";
import type { Naming } from "./naming.ts";

/** What goes on every series besides its attributes. */
export interface TranslateOptions {
  readonly naming: Naming;
  /** Attributes of the resource as they will leave, keys at even and values at odd places; none when undefined. */
  readonly target: readonly (string | AnyValue)[] | undefined;
  /** Whether series carry `otel_scope_*`. */
  readonly scopeLabels: boolean;
  /** Attributes of the resource to put on every series. */
  readonly constant: readonly (string | AnyValue)[];
}

/** The families of one exposition. */
export interface Translation {
  readonly families: readonly Family[];
  /** What was left out or left unsaid, each in a sentence. */
  readonly conflicts: readonly string[];
}

interface OpenFamily {
  readonly name: string;
  readonly sample: string;
  readonly type: FamilyType;
  readonly unit: string;
  help: string;
  /** The metric it was opened for. */
  readonly origin: string;
  readonly series: FamilySeries[];
  /** Label sets that are in it; made when a second metric comes, or labels fall together. */
  seen: Set<string> | undefined;
}

// OpenMetrics: names and values of an exemplar's labels together
const maxExemplarCharacters = 128;

/** The families of `collection`. */
export function translate(collection: Collection, options: TranslateOptions): Translation {
  const families = new Map<string, OpenFamily>();
  const taken = new Map<string, OpenFamily>();
  const conflicts: string[] = [];
  const { naming } = options;

  function open(metric: CollectedMetric): OpenFamily | undefined {
    const type = typeOf(metric);
    const form = type === "counter" ? "counter" : metric.data.form === "gauge" ? "gauge" : "other";
    const { family: name, sample, unit } = naming.metric(metric.name, metric.unit, form);
    const known = families.get(name);
    if (known === undefined)
      return claim({ name, sample, type, unit, help: metric.description, origin: metric.name });
    if (known.type !== type || known.sample !== sample) {
      conflicts.push(
        `${metric.name} (${type}) is left out: ${known.origin} (${known.type}) is ${name} already`,
      );
      return undefined;
    }
    if (known.help === "") known.help = metric.description;
    else if (metric.description !== "" && metric.description !== known.help) {
      conflicts.push(`${metric.name} is described twice: the first description stands`);
    }
    return known;
  }

  function claim(head: Omit<OpenFamily, "series" | "seen">): OpenFamily | undefined {
    const names = samplesOf(head);
    const other = names.map((name) => taken.get(name)).find((family) => family !== undefined);
    if (other !== undefined) {
      conflicts.push(
        `${head.origin} is left out: ${head.sample} falls together with ${other.origin} (${other.type})`,
      );
      return undefined;
    }
    const family: OpenFamily = { ...head, series: [], seen: undefined };
    families.set(head.name, family);
    for (const name of names) taken.set(name, family);
    return family;
  }

  const target = options.target === undefined ? undefined : targetFamily(options.target, naming);
  if (target !== undefined) {
    const family = claim({ ...target.head, origin: "the resource" });
    family?.series.push(target.series);
  }
  for (const { scope, metrics } of collection.scopes) {
    const scopeLabels = [
      ...(options.scopeLabels ? labelsOfScope(scope, naming) : []),
      ...labelsOf(options.constant, naming, new Set()),
    ];
    for (const metric of metrics) {
      const family = open(metric);
      if (family !== undefined) addSeries(family, metric, scopeLabels, naming, conflicts);
    }
  }
  return { families: [...families.values()], conflicts };
}

// all names that a family occupies in any of the formats
function samplesOf({ name, sample, type }: Omit<OpenFamily, "series" | "seen">): string[] {
  if (type === "histogram")
    return [name, `${name}_bucket`, `${name}_count`, `${name}_sum`, `${name}_created`];
  if (type === "counter") return [...new Set([name, sample, `${name}_created`])];
  return [...new Set([name, sample])];
}

function typeOf({ data }: CollectedMetric): FamilyType {
  if (data.form === "gauge") return "gauge";
  if (data.form === "sum") return data.monotonic ? "counter" : "gauge";
  return "histogram";
}

function targetFamily(
  attributes: readonly (string | AnyValue)[],
  naming: Naming,
):
  | { readonly head: Omit<OpenFamily, "series" | "seen" | "origin">; readonly series: FamilySeries }
  | undefined {
  const labels = labelsOf(attributes, naming, new Set());
  if (labels.length === 0) return undefined;
  return {
    head: { name: "target", sample: "target_info", type: "info", unit: "", help: "Target metadata" },
    series: { labels, value: 1, created: undefined, exemplar: undefined, histogram: undefined },
  };
}

function addSeries(
  family: OpenFamily,
  metric: CollectedMetric,
  scopeLabels: Labels,
  naming: Naming,
  conflicts: string[],
): void {
  const { data } = metric;
  const reserved = new Set(scopeLabels.map(([name]) => name));
  if (family.type === "histogram") reserved.add("le");
  const add = (point: Point, value: number, rest: Partial<FamilySeries>): void => {
    const labels = [...scopeLabels, ...labelsOf(point.attributes.list, naming, reserved)];
    if (!isNew(family, labels)) {
      conflicts.push(`a series of ${metric.name} is left out: another has the same labels`);
      return;
    }
    const created = toEpochMs(point.start) / 1000;
    family.series.push({ labels, value, created, exemplar: undefined, histogram: undefined, ...rest });
  };
  const exemplarsOf = (point: Point): FamilyExemplar[] =>
    point.exemplars.map((exemplar) => toExemplar(exemplar, naming));
  switch (data.form) {
    case "gauge":
      for (const point of data.points) add(point, point.value, {});
      break;
    case "sum":
      for (const point of data.points) {
        add(point, point.value, { exemplar: data.monotonic ? latest(exemplarsOf(point)) : undefined });
      }
      break;
    case "histogram":
      for (const point of data.points) {
        add(point, point.count, { histogram: fromExplicit(point, exemplarsOf(point)) });
      }
      break;
    default:
      for (const point of data.points) {
        add(point, point.count, { histogram: fromExponential(point, exemplarsOf(point)) });
      }
  }
}

function isNew(family: OpenFamily, labels: Labels): boolean {
  family.seen ??= new Set(family.series.map((series) => keyOf(series.labels)));
  const key = keyOf(labels);
  if (family.seen.has(key)) return false;
  family.seen.add(key);
  return true;
}

function latest(exemplars: readonly FamilyExemplar[]): FamilyExemplar | undefined {
  let newest: FamilyExemplar | undefined;
  for (const exemplar of exemplars) if (newest === undefined || exemplar.at >= newest.at) newest = exemplar;
  return newest;
}

function toExemplar({ value, moment, span, attributes }: Exemplar, naming: Naming): FamilyExemplar {
  const labels: [string, string][] = [];
  if (span !== undefined) {
    const { t0, t1, t2, t3, s0, s1 } = span;
    labels.push(["trace_id", wordToHex(t0) + wordToHex(t1) + wordToHex(t2) + wordToHex(t3)]);
    labels.push(["span_id", wordToHex(s0) + wordToHex(s1)]);
  }
  let characters = lengthOf(labels);
  for (const label of labelsOf(attributes.list, naming, new Set())) {
    const more = lengthOf([label]);
    if (characters + more > maxExemplarCharacters || labels.some(([name]) => name === label[0])) continue;
    labels.push(label);
    characters += more;
  }
  return { labels, value, at: Math.round(toEpochMs(moment)) / 1000 };
}

function lengthOf(labels: Labels): number {
  return labels.reduce((total, [name, value]) => total + [...name].length + [...value].length, 0);
}
