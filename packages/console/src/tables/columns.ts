// Columns that several tables have, with their meaning.
import { type Columns, type Merge, plain } from "./table.ts";

export const time = "time of the record, in nanoseconds";
export const tenant = "tenant of the row; you read only rows of your own tenant";
export const service = "`service.name`";
export const environment = "`deployment.environment.name`";
export const version = "`service.version`";
export const received = "when the console stored the row";
export const traceId = "16 bytes: `lower(hex(trace_id))` is the id in text form";
export const spanId = "8 bytes: `lower(hex(span_id))` is the id in text form";
const scope = "instrumentation scope";

export const typedAttributes: Columns = {
  sattr: "string attributes by key: `sattr['http.route']`",
  iattr: "integer attributes",
  nattr: "floating-point attributes",
  battr: "boolean attributes",
  attributes_json: "attributes of other types (bytes, arrays, maps), as JSON by key",
  kv: "all plain attributes as `key=value`; `has(kv, 'user.tier=gold')` uses an index",
  ...plain("dropped_attributes"),
};

export const origin: Columns = {
  tenant,
  service,
  environment,
  service_version: version,
  resource_hash: "row of `resources`",
  scope_name: scope,
  scope_version: scope,
  scope_json: "attributes of the scope",
  received,
};

/** Of points of metrics. */
export const exemplars: Columns = plain(
  "exemplars.ts",
  "exemplars.value",
  "exemplars.trace_id",
  "exemplars.span_id",
  "exemplars.attributes_json",
);

/** Of roll-ups that add up durations. */
export const counted: Columns = {
  errors: "`sum(errors)`",
  duration: "total in ns; divide by the count for the mean",
  estimated: "count before sampling: `sum(estimated)`",
  estimated_errors: "errors before sampling: `sum(estimated_errors)`",
  histogram: "counts by `floor(log2(ns + 1) * 4)`: `sumMap(histogram)`",
  sampled_out: "what sampling left out of these counts, in 1,024ths: `sumMap(sampled_out)`",
};

export const countedMerges = {
  errors: "sum",
  duration: "sum",
  estimated: "estimate",
  estimated_errors: "estimate",
  histogram: "histogram",
  sampled_out: "histogram",
} as const satisfies Readonly<Record<string, Merge>>;

/** Of roll-ups that count spans by minute. */
export const rates: Columns = {
  ...counted,
  entry: "a request of the service, as `entry` in `spans`",
  minute: "UTC",
  spans: "`sum(spans)`",
};
