// The series that takes what no longer finds a place (specification: metrics/sdk, Cardinality limits).
import { AttributeSet } from "./attribute-set.ts";

/** What the overflow series carries instead of the attributes of the sets that fell into it. */
export const overflowAttributes: AttributeSet = new AttributeSet(["otel.metric.overflow", true]);
