// What a catalog says of a metric completes what its call says.
import type { Catalog } from "catalog";
import type { Descriptor } from "../engine/metrics/descriptor.ts";
import { secondsBuckets } from "catalog/seconds-buckets";

/** Adds unit and description where a call leaves them out; declared buckets take precedence over those of the call. */
export function completeMetrics({ metrics }: Catalog): (descriptor: Descriptor) => Descriptor {
  const byName = new Map(metrics.map((metric) => [metric.name.toLowerCase(), metric]));
  return (descriptor) => {
    const declared = byName.get(descriptor.name.toLowerCase());
    if (declared === undefined) return descriptor;
    const unit = descriptor.unit === "" ? declared.unit : descriptor.unit;
    const description = descriptor.description === "" ? (declared.description ?? "") : descriptor.description;
    if (descriptor.kind !== "histogram") return { ...descriptor, unit, description };
    const bounds = declared.buckets ?? descriptor.bounds ?? (unit === "s" ? secondsBuckets : undefined);
    return { ...descriptor, unit, description, bounds };
  };
}
