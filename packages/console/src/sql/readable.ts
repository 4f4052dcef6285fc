// What people who write SQL may read: the tables with their meaning, and those of the engine that tell how to write it. Everything
// else in the database (documents, bookkeeping) is not theirs. Columns not named here say enough by their names.

export interface ReadableTable {
  readonly name: string;
  readonly description: string;
  readonly columns: Readonly<Record<string, string>>;
}

const time = "when, to the nanosecond";
const tenant = "whose it is; a reader sees only rows of its own";
const service = "`service.name`";
const environment = "`deployment.environment.name`";
const version = "`service.version`";
const received = "when the console stored it";
const traceId = "16 bytes: `lower(hex(trace_id))` is the id as it is written";
const spanId = "8 bytes: `lower(hex(span_id))`";
const scope = "instrumentation scope";
const typedAttributes = {
  sattr: "attributes that are text, by key: `sattr['http.route']`",
  iattr: "attributes that are integers",
  nattr: "attributes that are floating-point numbers",
  battr: "attributes that are true or false",
  attributes_json: "attributes of other types (bytes, lists, maps), as JSON by key",
  kv: "all plain attributes as `key=value`; `has(kv, 'user.tier=gold')` is answered from an index",
} as const;
const origin = {
  tenant,
  service,
  environment,
  service_version: version,
  resource_hash: "row of `resources`",
  scope_name: scope,
  scope_version: scope,
  scope_json: "attributes of the scope",
  received,
} as const;

const counted = {
  errors: "`sum(errors)`",
  duration: "ns, all together: divided by how many, the mean",
  estimated: "how many there were before sampling: `sum(estimated)`",
  histogram: "how many by `floor(log2(ns + 1) * 4)`: `sumMap(histogram)`",
} as const;
const rates = {
  ...counted,
  entry: "enters a service: server, consumer or root",
  minute: "UTC",
  spans: "`sum(spans)`",
} as const;

export const readableTables: readonly ReadableTable[] = [
  {
    name: "spans",
    description: "Spans, one row each, by time.",
    columns: {
      ...origin,
      ...typedAttributes,
      trace_id: traceId,
      span_id: spanId,
      parent_id: "span id of the parent; eight zero bytes at a root",
      start: time,
      duration: "ns",
      name: "operation",
      kind: "1 internal, 2 server, 3 client, 4 producer, 5 consumer",
      status: "0 unset, 1 ok, 2 error",
      status_message: "what the error said",
      http_route: "`http.route`",
      http_method: "`http.request.method`",
      http_status: "`http.response.status_code`; 0 when there is none",
      db_system: "`db.system.name`",
      trace_state: "W3C `tracestate`",
      flags: "W3C flags",
      weight: "how many spans it stands for, from `ot=th`: `sum(weight)` counts what was sampled away",
      "events.ts": "times of its events",
      "events.name": "names of its events",
      "events.attributes_json": "their attributes",
      "links.trace_id": "traces it is linked to",
    },
  },
  {
    name: "logs",
    description: "Log records, one row each, by time.",
    columns: {
      ...origin,
      ...typedAttributes,
      ts: time,
      observed: "when it was collected",
      severity: "1 to 24; 9 is INFO, 17 ERROR",
      severity_text: "as the sender wrote it",
      event_name: "name of an event record",
      body: "text, or JSON of what is none",
      body_json: "a body that is no text, with its types",
      trace_id: traceId,
      span_id: spanId,
      identity: "hash of the whole record, by which a repeated delivery is recognised",
    },
  },
  {
    name: "series",
    description: "Series of metrics: a name with one set of attributes of one resource.",
    columns: {
      tenant,
      hash: "key of `samples` and `distributions`",
      name: "metric",
      type: "1 gauge, 2 sum, 3 histogram, 4 exponential histogram, 5 summary",
      temporality: "0 none, 1 delta, 2 cumulative",
      monotonic: "a sum that only grows",
      unit: "UCUM",
      attributes: "of the series, as text",
      attributes_json: "the same with their types",
      seen: "last time it was sent",
      service,
      environment,
    },
  },
  {
    name: "samples",
    description: "Points of gauges and sums, by series and time.",
    columns: {
      tenant,
      hash: "of `series`",
      ts: time,
      start_ts: "begin of the interval a sum counts",
      value: "as a number",
      is_int: "was sent as an integer",
      int_value: "the exact integer",
      flags: "bit 0: no value was recorded",
      received,
    },
  },
  {
    name: "distributions",
    description: "Points of histograms of both kinds and of summaries, by series and time.",
    columns: {
      tenant,
      hash: "of `series`",
      ts: time,
      count: "values counted",
      sum: "of the values",
      bounds: "upper bounds of the buckets, or quantiles of a summary",
      counts: "in the buckets",
      scale: "of an exponential histogram",
      has: "1 sum, 2 min, 4 max are known",
      received,
    },
  },
  {
    name: "business_events",
    description: "Records of transactions, journeys, workflows, interactions and profiles, one row each.",
    columns: {
      tenant,
      kind: "`transaction`, `journey`, `workflow`, `interaction` or `profile`",
      phase: "`started`, `step`, `ended`, `event`",
      name: "type of the transaction, name of the journey",
      entity_id: "of the one transaction or workflow",
      user_id: "`user.id`",
      session_id: "`session.id`",
      ts: time,
      step: "step it tells of",
      step_index: "its place in the definition; -1 when unknown",
      state: "state of a workflow after it",
      from_state: "and before",
      outcome: "`completed`, `failed` or `abandoned`",
      reason: "why it failed",
      amount: "exact; `has_amount` tells it from zero",
      currency: "ISO 4217",
      duration_ms: "NaN when unknown",
      attributes: "as text",
      attributes_json: "with their types",
      trace_id: traceId,
      span_id: spanId,
      uid: "of the record: duplicates have the same, so read with `FINAL` or count `uniqExact(uid)`",
      service,
      environment,
      service_version: version,
      received,
    },
  },
  {
    name: "errors",
    description: "Captured errors (`exception` records), one row each.",
    columns: {
      tenant,
      fingerprint: "group of the error",
      ts: time,
      type: "`exception.type`",
      message: "its first 1,024 characters",
      place: "function and file",
      handled: "somebody caught it",
      user_id: "`user.id`",
      session_id: "`session.id`",
      trace_id: traceId,
      span_id: spanId,
      service,
      environment,
      service_version: version,
      received,
    },
  },
  {
    name: "trace_summary",
    description: "Traces: begin, end, spans, errors. Rows of one trace are added up: `GROUP BY trace_id`.",
    columns: {
      tenant,
      trace_id: traceId,
      t0: "begin: `min(t0)`",
      t1: "end: `max(t1)`",
      spans: "`sum(spans)`",
      errors: "spans with an error: `sum(errors)`",
      root_service: "`max(root_service)`",
      root_name: "`max(root_name)`",
      environment: "`max(environment)`",
      services: "`groupUniqArrayArray(services)`",
    },
  },
  {
    name: "red",
    description: "Rate, errors and durations of operations by minute. Rows are added up: always `sum(…)`.",
    columns: {
      tenant,
      service,
      environment,
      name: "operation",
      kind: "as in `spans`",
      ...rates,
    },
  },
  {
    name: "service_red",
    description: "The same of whole services by minute. Rows are added up: always `sum(…)`.",
    columns: { tenant, service, environment, ...rates },
  },
  {
    name: "attribute_red",
    description: "The same by the values of chosen attributes, in steps of five minutes.",
    columns: {
      tenant,
      key: "attribute",
      value: "its value as text",
      service,
      environment,
      time: "begin of the five minutes, UTC",
      ...counted,
    },
  },
  {
    name: "edges",
    description: "Calls between services by minute. Rows are added up: always `sum(…)`.",
    columns: {
      tenant,
      caller: "service that asks",
      callee: "service that answers",
      environment,
      minute: "UTC",
      ...counted,
      calls: "`sum(calls)`",
    },
  },
  {
    name: "versions",
    description: "First and last sight of each version of a service.",
    columns: { tenant, service, environment, version, first: "`min(first)`", last: "`max(last)`" },
  },
  {
    name: "attribute_values",
    description: "Attribute keys and their commoner values by day. Rows are added up: `sum(count)`.",
    columns: {
      tenant,
      signal: "`spans` or `logs`",
      key: "attribute",
      value: "empty where it is long or an id",
      day: "UTC",
      count: "`sum(count)`",
    },
  },
  {
    name: "resources",
    description: "What sent it: attributes of resources.",
    columns: {
      tenant,
      hash: "`resource_hash` elsewhere",
      service,
      environment,
      service_version: version,
      attributes: "as text, by key",
      attributes_json: "those of other types",
      seen: "last time it was sent",
    },
  },
  {
    name: "definitions",
    description: "Journeys, funnels and workflows as the applications declared them.",
    columns: {
      tenant,
      kind: "`journey`, `funnel`, `workflow`",
      name: "of it",
      steps: "in order",
      states: "of a workflow",
    },
  },
  {
    name: "identities",
    description: "Which user a session belongs to.",
    columns: { tenant, session_id: "`session.id`", user_id: "`user.id` last seen with it", seen: "when" },
  },
  {
    name: "cpu_profiles",
    description: "CPU profiles of slow spans.",
    columns: {
      tenant,
      uid: "of the record",
      name: "profile",
      ts: time,
      duration_ms: "how long it was taken",
      samples: "how many",
      trace_id: traceId,
      span_id: spanId,
      data: "gzip of a `.cpuprofile`, in base64",
      service,
      environment,
      received,
    },
  },
];

/** Of the engine's own tables. Not `columns`, which tells how much all tenants have together. */
export const readableSystemTables: readonly string[] = ["one", "numbers", "functions"];
