// The `meter_provider` of a configuration file: readers with their exporters, views, exemplars.
import type { Aggregation } from "../engine/metrics/aggregation.ts";
import { instrumentKinds } from "../engine/metrics/descriptor.ts";
import { toOtelInstrumentType } from "../engine/metrics/view-words.ts";
import type { View } from "../engine/metrics/view.ts";
import type { CardinalityOptions } from "../options/limits.ts";
import { build, type ComponentTable, type BuildContext } from "./build.ts";
import type { Draft } from "./draft.ts";
import type { IncludeExclude } from "./resource.ts";
import { addExporter, exportersOf } from "./exporters.ts";
import { toScopes } from "./providers.ts";

type Config = Readonly<Record<string, unknown>>;

/** Reads `meter_provider`. */
export function readMeterProvider(provider: Config, draft: Draft): void {
  const path = "meter_provider";
  for (const [index, node] of (provider["readers"] as readonly unknown[]).entries()) {
    readReader(node as Config, { path: `${path}.readers[${index}]`, draft });
  }
  const views = ((provider["views"] ?? []) as readonly Config[]).map(toView);
  if (views.length > 0) draft.options.views = views;
  const meters = toScopes(provider["meter_configurator/development"], "meters");
  if (meters.length > 0) draft.options.meters = meters;
}

function readReader({ periodic, pull }: Config, { path, draft }: BuildContext): void {
  const reader = (periodic ?? pull) as Config;
  const here = `${path}.${periodic === undefined ? "pull" : "periodic"}`;
  const place = { path: `${here}.exporter`, draft };
  if (periodic === undefined) {
    build("pull_metric_exporter", pullExporters, reader["exporter"], place);
  } else {
    const exporter = build("metric_exporter", exportersOf("metrics"), reader["exporter"], place);
    addExporter("metrics", exporter, place, reader);
  }
  readCardinality((reader["cardinality_limits"] ?? {}) as Config, `${here}.cardinality_limits`, draft);
  for (const key of ["producers", "max_export_batch_size/development"]) {
    if (reader[key] !== undefined) draft.notes.push(`${here}.${key} has no effect`);
  }
}

// One limit of each kind serves all readers: of several the smallest.
function readCardinality(given: Config, path: string, draft: Draft): void {
  const before = (draft.options.limits?.cardinality ?? {}) as CardinalityOptions;
  const limits: { -readonly [K in keyof CardinalityOptions]: CardinalityOptions[K] } = { ...before };
  for (const kind of instrumentKinds) {
    const limit = given[toOtelInstrumentType(kind).toLowerCase()] ?? given["default"];
    if (typeof limit === "number") limits[kind] = Math.min(limit, before[kind] ?? Infinity);
  }
  if (Object.keys(limits).length === 0) return;
  draft.options.limits = { cardinality: limits };
  draft.origins["limits.cardinality"] = path;
}

// what it has is read by its places (prometheus/settings.ts)
const pullExporters: ComponentTable = {
  "prometheus/development": (config, { path, draft }) => {
    const labels = config["resource_constant_labels"] as IncludeExclude | undefined;
    if (labels?.excluded !== undefined)
      draft.notes.push(`${path}.resource_constant_labels.excluded has no effect`);
  },
};

function toView({ selector, stream }: Config): View {
  const { instrument_name, instrument_type, unit, meter_name, meter_version, meter_schema_url } =
    selector as Record<string, string | null | undefined>;
  const { name, description, aggregation, aggregation_cardinality_limit, attribute_keys } = stream as {
    readonly name?: string | null;
    readonly description?: string | null;
    readonly aggregation?: Config;
    readonly aggregation_cardinality_limit?: number | null;
    readonly attribute_keys?: {
      readonly included?: readonly string[];
      readonly excluded?: readonly string[];
    };
  };
  return {
    instrumentName: instrument_name ?? undefined,
    instrumentType: instrument_type ?? undefined,
    instrumentUnit: unit ?? undefined,
    meterName: meter_name ?? undefined,
    meterVersion: meter_version ?? undefined,
    meterSchemaUrl: meter_schema_url ?? undefined,
    name: name ?? undefined,
    description: description ?? undefined,
    aggregation: aggregation === undefined ? undefined : toAggregation(aggregation),
    aggregationCardinalityLimit: aggregation_cardinality_limit ?? undefined,
    attributes: attribute_keys && { include: attribute_keys.included, exclude: attribute_keys.excluded },
  };
}

function toAggregation(node: Config): Aggregation {
  const [[name, given] = ["default", undefined]] = Object.entries(node);
  const config = (given ?? {}) as Record<string, never>;
  const recordMinMax = config["record_min_max"] ?? undefined;
  switch (name) {
    case "explicit_bucket_histogram":
      return { type: "histogram", bounds: config["boundaries"], recordMinMax };
    case "base2_exponential_bucket_histogram":
      return {
        type: "exponentialHistogram",
        maxSize: config["max_size"] ?? undefined,
        maxScale: config["max_scale"] ?? undefined,
        recordMinMax,
      };
    case "last_value":
      return { type: "lastValue" };
    default:
      return { type: name as "default" | "drop" | "sum" };
  }
}
