// Whom a sample is of: `job` and `instance` are the resource, `otel_scope_*` the scope: its name, version, schema and attributes.
// `target_info` tells more of the first and, of older exporters, `otel_scope_info` of the second. What is left of the labels is the point's.
import type { AnyValue, Attributes, Metric, Point, ResourceMetrics, Scope } from "otlp";
import type { Family } from "./family.ts";

export interface OriginOptions {
  /** Attributes of the resource of one job and instance. */
  readonly resourceOf: (job: string, instance: string) => Attributes;
  /** Labels of `target_info` by job and instance: what came before is used, what comes is kept. */
  readonly targetInfo?: Map<string, Attributes> | undefined;
}

/** Metrics of one resource and scope; those with the same name and kind become one. */
export interface OwnMetrics {
  add(metric: Metric): void;
}

export interface Origins {
  /** Where a sample with `labels` goes, and the labels that stay with it. */
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

/** Targets that are remembered, over all requests. */
const maxTargets = 10_000;

export function createOrigins(
  families: readonly Family[],
  { resourceOf, targetInfo = new Map() }: OriginOptions,
): Origins {
  const owners = new Map<string, Owner>();
  const scopeInfo = new Map<string, Attributes>();
  for (const { samples } of families) {
    for (const { name, labels } of samples) {
      if (name === "target_info") rememberTarget(targetInfo, labels);
      if (name === "otel_scope_info") scopeInfo.set(infoKey(labels), restOf(labels));
    }
  }

  function scopeOf(labels: ReadonlyMap<string, string>): Scope {
    const name = labels.get("otel_scope_name");
    const own = [...labels].filter(([key]) => key.startsWith(scopePrefix) && !scopeFields.has(key));
    const told = name === undefined ? undefined : scopeInfo.get(infoKey(labels));
    return {
      name: name ?? "prometheus",
      version: labels.get("otel_scope_version") ?? "",
      attributes: new Map([
        ...(told ?? []),
        ...own.map(([key, value]) => [key.slice(scopePrefix.length), value] as const),
      ]),
      droppedAttributesCount: 0,
    };
  }

  return {
    ownerOf(labels) {
      const key = targetKey(labels);
      let owner = owners.get(key);
      if (owner === undefined) {
        owner = { job: labels.get("job") ?? "", instance: labels.get("instance") ?? "", scopes: new Map() };
        owners.set(key, owner);
      }
      const scopeId = scopeKey(labels);
      let scoped = owner.scopes.get(scopeId);
      if (scoped === undefined) {
        const schemaUrl = labels.get("otel_scope_schema_url") ?? "";
        scoped = { scope: scopeOf(labels), schemaUrl, metrics: new Map() };
        owner.scopes.set(scopeId, scoped);
      }
      return { own: { add: (metric) => addMetric(scoped.metrics, metric) }, attributes: restOf(labels) };
    },
    finish() {
      return [...owners].map(([key, { job, instance, scopes }]) => ({
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
      }));
    },
  };
}

/** The oldest is forgotten. */
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

/** All that tells scopes apart; labels come in any order. */
function scopeKey(labels: ReadonlyMap<string, string>): string {
  const own = [...labels].filter(([key]) => key.startsWith(scopePrefix));
  return JSON.stringify(own.length > 1 ? own.toSorted(([a], [b]) => (a < b ? -1 : 1)) : own);
}

function infoKey(labels: ReadonlyMap<string, string>): string {
  return `${labels.get("otel_scope_name") ?? ""}\0${labels.get("otel_scope_version") ?? ""}`;
}
