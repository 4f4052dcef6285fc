// One collection becomes families: names by the naming, scopes and attributes as labels, exemplars, `target_info`.
// Specification: compatibility/prometheus_and_openmetrics, "OTLP Metric points to Prometheus".
import type { AnyValue } from "otlp";
import { toEpochMs } from "../engine/runtime/clock.ts";
import type { CollectedMetric, Collection, Point } from "../engine/metrics/collection.ts";
import { latest, toFamilyExemplar } from "./exemplar.ts";
import type { Family, FamilyExemplar, FamilySeries, FamilyType, Labels } from "./family.ts";
import { fromExplicit, fromExponential } from "./histogram.ts";
import { labelsOf, labelsOfScope } from "./labels.ts";
import type { Naming } from "./naming.ts";
import { createOpenFamilies, type FamilyHead } from "./open-families.ts";

/** What goes on every series besides its attributes. */
export interface TranslateOptions {
  readonly naming: Naming;
  /** Attributes of the resource as they leave, keys at even and values at odd places; undefined for no `target_info`. */
  readonly target: readonly (string | AnyValue)[] | undefined;
  /** What series carry of `otel_scope_*`. */
  readonly scopeLabels: boolean | "name";
  /** Attributes of the resource to put on every series. */
  readonly constant: readonly (string | AnyValue)[];
}

/** The families of one exposition. */
export interface Translation {
  readonly families: readonly Family[];
  /** What was left out or left unsaid, each in a sentence. */
  readonly conflicts: readonly string[];
}

// others may run after as many series
const stepSeries = 64;

/** The families of `collection`, step by step. */
export function* translate(collection: Collection, options: TranslateOptions): Generator<void, Translation> {
  const { naming, target, constant } = options;
  const open = createOpenFamilies();
  const targetLabels = target === undefined ? [] : labelsOf(target, naming, new Set());
  if (targetLabels.length > 0) open.open(targetHead)?.add(plainSeries(targetLabels, 1), targetHead.origin);
  for (const { scope, metrics } of collection.scopes) {
    const common = labelsOfScope(scope, naming, options.scopeLabels);
    const reserved = new Set(common.map(([name]) => name));
    common.push(...labelsOf(constant, naming, reserved));
    for (const metric of metrics) {
      const family = open.open(headOf(metric, naming));
      if (family === undefined) continue;
      let step = 0;
      for (const series of seriesOf(metric, common, naming)) {
        family.add(series, metric.name);
        if (++step % stepSeries === 0) yield;
      }
    }
    yield;
  }
  return { families: open.families(), conflicts: open.conflicts() };
}

const targetHead: FamilyHead = {
  name: "target",
  sample: "target_info",
  type: "info",
  unit: "",
  help: "Target metadata",
  origin: "the resource",
};

function headOf(metric: CollectedMetric, naming: Naming): FamilyHead {
  const type = typeOf(metric);
  const form = type === "counter" ? "counter" : metric.data.form === "gauge" ? "gauge" : "other";
  const { family, sample, unit } = naming.metric(metric.name, metric.unit, form);
  return { name: family, sample, type, unit, help: metric.description, origin: metric.name };
}

function typeOf({ data }: CollectedMetric): FamilyType {
  if (data.form === "gauge") return "gauge";
  if (data.form === "sum") return data.monotonic ? "counter" : "gauge";
  return "histogram";
}

function* seriesOf({ data }: CollectedMetric, common: Labels, naming: Naming): Generator<FamilySeries> {
  const reserved = new Set(common.map(([name]) => name));
  if (data.form === "histogram" || data.form === "exponentialHistogram") reserved.add("le");
  const exemplarsOf = ({ exemplars }: Point): FamilyExemplar[] =>
    exemplars.map((exemplar) => toFamilyExemplar(exemplar, naming));
  for (const point of data.points) {
    const labels = [...common, ...labelsOf(point.attributes.list, naming, reserved)];
    const created = toEpochMs(point.start) / 1000;
    if (!("count" in point)) {
      const counts = data.form === "sum" && data.monotonic;
      const exemplar = counts && point.exemplars.length > 0 ? latest(exemplarsOf(point)) : undefined;
      yield { ...plainSeries(labels, point.value), created, exemplar };
    } else {
      const exemplars = exemplarsOf(point);
      const histogram = "scale" in point ? fromExponential(point, exemplars) : fromExplicit(point, exemplars);
      yield { ...plainSeries(labels, point.count), created, histogram };
    }
  }
}

function plainSeries(labels: Labels, value: number): FamilySeries {
  return { labels, value, created: undefined, exemplar: undefined, histogram: undefined };
}
