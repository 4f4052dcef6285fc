// Whom a sample is of: `job` and `instance` are the resource, `otel_scope_*` the scope, `target_info` tells more of the first and
// `otel_scope_info` of the second. What is left of the labels is the point's.
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
  readonly scopes: Map<string, { readonly scope: Scope; readonly metrics: Map<string, Metric> }>;
}

const ownLabels: ReadonlySet<string> = new Set(["job", "instance", "otel_scope_name", "otel_scope_version"]);

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
      if (name === "otel_scope_info") scopeInfo.set(scopeKey(labels), restOf(labels));
    }
  }

  function scopeOf(labels: ReadonlyMap<string, string>): Scope {
    const name = labels.get("otel_scope_name");
    if (name === undefined)
      return { name: "prometheus", version: "", attributes: new Map(), droppedAttributesCount: 0 };
    return {
      name,
      version: labels.get("otel_scope_version") ?? "",
      attributes: scopeInfo.get(scopeKey(labels)) ?? new Map(),
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
        scoped = { scope: scopeOf(labels), metrics: new Map() };
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
        scopeMetrics: [...scopes.values()].map(({ scope, metrics }) => ({
          scope,
          metrics: [...metrics.values()],
          schemaUrl: "",
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
    if (ownLabels.has(name)) return new Map([...labels].filter(([key]) => !ownLabels.has(key)));
  return labels;
}

function targetKey(labels: ReadonlyMap<string, string>): string {
  return `${labels.get("job") ?? ""}\0${labels.get("instance") ?? ""}`;
}

function scopeKey(labels: ReadonlyMap<string, string>): string {
  return `${labels.get("otel_scope_name") ?? ""}\0${labels.get("otel_scope_version") ?? ""}`;
}
