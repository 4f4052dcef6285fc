// `telltale/metrics`: the types of views, exemplars, observers and readers. Instruments are in `telltale`.
export type { Aggregation } from "../engine/metrics/aggregation.ts";
export type { AggregationName, AttributeRules, AttributesProcessor, View } from "../engine/metrics/view.ts";
export type { ExemplarFilter } from "../engine/metrics/exemplar.ts";
export type { CustomReservoir, ExemplarMeasurement } from "../engine/metrics/reservoir.ts";
export type { Observe, Observed } from "../engine/running/engine.ts";
export type { OtelMetricReader, OtelPushMetricExporter } from "../otel/metric-reader.ts";
