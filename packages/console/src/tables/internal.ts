// Tables that the console writes for itself and its operators. People named here work with the console: they are no persons of the telemetry.
import { defineTable, plain, type Table } from "./table.ts";

const internal = {
  kind: "internal",
  shardKey: "sorting key",
  personalData: "none",
  private: false,
  readable: false,
} as const;

export const internalTables: readonly Table[] = [
  defineTable({
    ...internal,
    name: "documents",
    description: "What people set up in the console, such as sampling rules: JSON by kind, every version.",
    columns: plain("tenant", "kind", "version", "saved", "body"),
  }),
  defineTable({
    ...internal,
    name: "alert_records",
    description:
      "What the evaluation of alert rules keeps: states, changes, messages, deliveries, notes. The engine removes all but states after 400 days.",
    columns: plain("tenant", "kind", "ts", "id", "version", "rule", "alert", "detail", "body"),
    // the rows of a round are on one shard, so that its insert is atomic
    shardKey: "cityHash64(tenant)",
  }),
  defineTable({
    ...internal,
    name: "rolled_attributes",
    description: "Attributes that `attribute_red` has, and since when.",
    columns: plain("tenant", "key", "since", "dropped", "changed"),
    shared: true,
  }),
  defineTable({
    ...internal,
    name: "source_maps",
    description: "Uploaded source maps: the files and releases that they belong to.",
    columns: plain("tenant", "debug_id", "release", "service", "file", "parts", "received"),
    partition: "month",
    // errors are kept as long
    retention: { days: "business" },
  }),
  defineTable({
    ...internal,
    name: "source_map_parts",
    description: "The source maps themselves, gzipped and in parts.",
    columns: plain("tenant", "debug_id", "part", "bytes", "content", "received"),
    partition: "month",
    retention: { days: "business" },
    shardKey: "cityHash64(debug_id)",
  }),
  defineTable({
    ...internal,
    name: "tokens",
    description: "API tokens and sessions of browsers, by the SHA-256 of their secrets.",
    columns: {
      ...plain("tenant", "id", "kind", "hash", "name", "scope", "parent", "created", "created_by"),
      ...plain("expires", "revoked", "changed"),
    },
    private: true,
  }),
  defineTable({
    ...internal,
    name: "audit",
    description: "The audit log: who did what, and who was refused.",
    columns: plain("tenant", "ts", "id", "actor", "action", "target", "address", "details_json"),
    partition: "month",
    retention: { days: "audit" },
    private: true,
  }),
  defineTable({
    ...internal,
    name: "clock",
    description: "The last moment at which the clock was known to be right.",
    columns: plain("tenant", "name", "version", "known"),
  }),
  defineTable({
    ...internal,
    kind: "system",
    name: "leases",
    description: "Which of several consoles does what only one may do. The engine removes rows after 7 days.",
    columns: plain("tenant", "name", "term", "holder", "beat", "state", "seen"),
    shardKey: "cityHash64(name)",
  }),
  defineTable({
    ...internal,
    kind: "system",
    name: "spans_to_roll_up",
    description: "Stores nothing: the views of the roll-ups of spans read what is inserted.",
    columns: plain(
      "tenant",
      "trace_id",
      "parent_id",
      "start",
      "duration",
      "service",
      "environment",
      "service_version",
      "name",
      "kind",
      "status",
      "weight",
      "sattr",
      "iattr",
      "nattr",
      "battr",
      "attributes_json",
    ),
    mergesRows: false,
    views: ["spans_to_roll_up_view"],
    shardKey: "none",
  }),
  defineTable({
    ...internal,
    kind: "system",
    name: "schema_migrations",
    description: "Steps of the schema that were applied.",
    columns: plain("number", "name", "checksum", "applied"),
    shardKey: "none",
  }),
];
