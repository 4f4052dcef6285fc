// The resource and the scope of a sample: `job` and `instance` are the resource, `otel_scope_*` the name, version, schema and attributes of
// the scope. `target_info` adds attributes to the first and, from older exporters, `otel_scope_info` to the second. The other labels are
// attributes of the point.
import type { AnyValue, Attributes, Metric, Point, ResourceMetrics, Scope } from "otlp";
import type { Family } from "./family.ts";

export interface OriginOptions {
  /** Attributes of the resource of one job and instance. */
  readonly resourceOf: (job: string, instance: string) => Attributes;
  /** Labels of `target_info` by job and instance: earlier ones are used, new ones are kept. */
  readonly targetInfo?: Map<string, Attributes> | undefined;
}

/** Metrics of one resource and scope; those with the same name and kind become one. */
interface OwnMetrics {
  add(metric: Metric): void;
}

export interface Origins {
  /** The metrics that a sample with `labels` belongs to, and the labels that stay with it. */
  ownerOf(labels: ReadonlyMap<string, string>): {
    readonly own: OwnMetrics;
    readonly attributes: ReadonlyMap<string, string>;
  };
  finish(): readonly ResourceMetrics[];
}

interface Owner {
  readonly job: string;
  readonly instance: string;
  readonly scopes: Map<string, Scoped>;
}

interface Scoped {
  readonly scope: Scope;
  readonly schemaUrl: string;
  readonly metrics: Map<string, Metric>;
}

const scopePrefix = "otel_scope_";
const scopeFields: ReadonlySet<string> = new Set(
  ["name", "version", "schema_url"].map((field) => scopePrefix + field),
);

/** Targets that are kept, over all requests. */
const maxTargets = 10_000;

/** What samples were grouped into so far. */
interface Grouping {
  readonly owners: Map<string, Owner>;
  /** Attributes of scopes by name and version, from `otel_scope_info`. */
  readonly scopeInfo: Map<string, Attributes>;
}

export function createOrigins(
  families: readonly Family[],
  { resourceOf, targetInfo = new Map() }: OriginOptions,
): Origins {
  const grouping: Grouping = { owners: new Map(), scopeInfo: new Map() };
  for (const { samples } of families) {
    for (const { name, labels } of samples) {
      if (name === "target_info") rememberTarget(targetInfo, labels);
      if (name === "otel_scope_info") grouping.scopeInfo.set(infoKey(labels), restOf(labels));
    }
  }
  return {
    ownerOf(labels) {
      const { metrics } = scopedOf(grouping, ownerOf(grouping, labels), labels);
      return { own: { add: (metric) => addMetric(metrics, metric) }, attributes: restOf(labels) };
    },
    finish: () =>
      [...grouping.owners].map(([key, { job, instance, scopes }]) => ({
        resource: {
          attributes: new Map<string, AnyValue>([
            ...resourceOf(job, instance),
            ...(targetInfo.get(key) ?? []),
          ]),
          droppedAttributesCount: 0,
        },
        scopeMetrics: [...scopes.values()].map(({ scope, schemaUrl, metrics }) => ({
          scope,
          metrics: [...metrics.values()],
          schemaUrl,
        })),
        schemaUrl: "",
      })),
  };
}

function ownerOf({ owners }: Grouping, labels: ReadonlyMap<string, string>): Owner {
  const key = targetKey(labels);
  let owner = owners.get(key);
  if (owner === undefined) {
    owner = { job: labels.get("job") ?? "", instance: labels.get("instance") ?? "", scopes: new Map() };
    owners.set(key, owner);
  }
  return owner;
}

function scopedOf(grouping: Grouping, { scopes }: Owner, labels: ReadonlyMap<string, string>): Scoped {
  const key = scopeKey(labels);
  let scoped = scopes.get(key);
  if (scoped === undefined) {
    const schemaUrl = labels.get("otel_scope_schema_url") ?? "";
    scoped = { scope: scopeOf(grouping, labels), schemaUrl, metrics: new Map() };
    scopes.set(key, scoped);
  }
  return scoped;
}

function scopeOf({ scopeInfo }: Grouping, labels: ReadonlyMap<string, string>): Scope {
  const name = labels.get("otel_scope_name");
  const own = [...labels].filter(([key]) => key.startsWith(scopePrefix) && !scopeFields.has(key));
  const info = name === undefined ? undefined : scopeInfo.get(infoKey(labels));
  return {
    name: name ?? "prometheus",
    version: labels.get("otel_scope_version") ?? "",
    attributes: new Map([
      ...(info ?? []),
      ...own.map(([key, value]) => [key.slice(scopePrefix.length), value] as const),
    ]),
    droppedAttributesCount: 0,
  };
}

/** The oldest is dropped. */
function rememberTarget(targets: Map<string, Attributes>, labels: ReadonlyMap<string, string>): void {
  const key = targetKey(labels);
  targets.delete(key);
  targets.set(key, restOf(labels));
  if (targets.size > maxTargets) targets.delete(targets.keys().next().value!);
}

function addMetric(metrics: Map<string, Metric>, metric: Metric): void {
  const key = `${metric.name}\0${metric.data!.kind}\0${metric.unit}\0${String(metric.metadata.get("prometheus.type"))}`;
  const known = metrics.get(key);
  if (known === undefined) metrics.set(key, metric);
  else
    for (const point of metric.data!.points) (known.data!.points as readonly Point[] as Point[]).push(point);
}

function restOf(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  for (const name of labels.keys())
    if (isOrigin(name)) return new Map([...labels].filter(([key]) => !isOrigin(key)));
  return labels;
}

function isOrigin(label: string): boolean {
  return label === "job" || label === "instance" || label.startsWith(scopePrefix);
}

function targetKey(labels: ReadonlyMap<string, string>): string {
  return `${labels.get("job") ?? ""}\0${labels.get("instance") ?? ""}`;
}

/** What identifies a scope; labels are in any order. */
function scopeKey(labels: ReadonlyMap<string, string>): string {
  const own = [...labels].filter(([key]) => key.startsWith(scopePrefix));
  return JSON.stringify(own.length > 1 ? own.toSorted(([a], [b]) => (a < b ? -1 : 1)) : own);
}

function infoKey(labels: ReadonlyMap<string, string>): string {
  return `${labels.get("otel_scope_name") ?? ""}\0${labels.get("otel_scope_version") ?? ""}`;
}
