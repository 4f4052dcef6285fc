// The layers of the library.
import { folders, type Layer } from "./layer.ts";

const business = [
  "transaction",
  "journey",
  "funnel",
  "workflow",
  "interaction",
  "definition",
  "capture-error",
  "database",
  "call",
  "message",
  "profile",
];

const engine = folders("engine", {
  // Node: its modules, threads, clock and random numbers, packages found at run time, what copies of the library share.
  runtime: [],
  // Texts: patterns, names, digits, lengths, what was found out before. Text in, answer out.
  text: [],
  // The adapter of `@opentelemetry/api`: its keys, enumerations and globals, as our own pieces.
  api: ["runtime"],
  // The slot of redaction: what is done last to what leaves.
  redaction: ["runtime", "version"],
  // What goes wrong inside, what is counted, what is printed.
  diagnostics: ["runtime", "api", "redaction", "version"],
  // Environment variables.
  settings: ["diagnostics"],
  // Attributes and values while they are recorded: kinds, limits, lengths, the size guard.
  attributes: ["runtime", "redaction", "diagnostics"],
  // Attributes and values as bytes.
  encode: ["text", "redaction", "attributes"],
  // What an error says of itself.
  errors: ["runtime", "diagnostics", "attributes"],
  // The active context: its span, its attributes, its marks.
  context: ["runtime", "api", "diagnostics", "attributes", "encode"],
  // Who records: the resource, its entities, instrumentation scopes.
  resource: ["redaction", "diagnostics", "attributes", "encode", "version"],
  // What a span is to its user: its surface, identity, kind and name.
  span: ["runtime", "api", "diagnostics", "attributes"],
  // Ends a span when its work is over: promises, generators, query builders, callbacks.
  completion: ["runtime", "api", "diagnostics", "errors", "context", "span"],
  // Processors of spans and log records, in OpenTelemetry's shape.
  processor: ["diagnostics", "resource"],
  // A span while it records, and its bytes.
  recording: [
    "runtime",
    "api",
    "redaction",
    "diagnostics",
    "attributes",
    "encode",
    "errors",
    "context",
    "resource",
    "span",
    "completion",
    "processor",
  ],
  // Samplers, as the tracer asks them.
  sampler: ["diagnostics", "attributes", "context", "resource", "span", "recording"],
  // Traces that are held, not encoded, until they are decided.
  "tail-buffer": [
    "runtime",
    "diagnostics",
    "attributes",
    "context",
    "resource",
    "span",
    "recording",
    "sampler",
  ],
  // What configuration changes and drops, as tracers and loggers ask.
  enrichment: ["diagnostics", "attributes", "context", "resource", "span", "recording", "tail-buffer"],
  // The size guard of series and names.
  cardinality: ["diagnostics"],
  // Series, aggregations, views and exemplars.
  metrics: [
    "runtime",
    "text",
    "redaction",
    "diagnostics",
    "attributes",
    "encode",
    "context",
    "span",
    "recording",
    "cardinality",
    "error",
  ],
  // What an exporter is, and what is said of what is lost on the way.
  exporter: ["runtime", "diagnostics", "metrics"],
  // From encoded items to batches, and batches that wait for an exporter.
  queue: ["runtime", "redaction", "diagnostics", "context", "exporter"],
  // Meters and instruments, and the readers that collect them.
  meter: [
    "runtime",
    "redaction",
    "diagnostics",
    "attributes",
    "context",
    "resource",
    "cardinality",
    "metrics",
    "exporter",
    "queue",
  ],
  // Loggers, and log records as bytes.
  log: [
    "runtime",
    "api",
    "redaction",
    "diagnostics",
    "attributes",
    "encode",
    "errors",
    "context",
    "resource",
    "span",
    "processor",
    "recording",
    "enrichment",
    "cardinality",
    "queue",
  ],
  // Starts spans, and takes them when they have ended.
  tracer: [
    "runtime",
    "api",
    "diagnostics",
    "attributes",
    "errors",
    "context",
    "resource",
    "span",
    "processor",
    "recording",
    "sampler",
    "tail-buffer",
    "enrichment",
    "cardinality",
    "queue",
  ],
  // What the engine says of itself: `stats()`, and its own metrics.
  "self-metrics": [
    "diagnostics",
    "sampler",
    "tail-buffer",
    "cardinality",
    "metrics",
    "exporter",
    "queue",
    "meter",
    "version",
  ],
  // The running engine as all copies of the library see it, and the ends of the process.
  running: [
    "runtime",
    "diagnostics",
    "context",
    "completion",
    "recording",
    "metrics",
    "meter",
    "log",
    "tracer",
    "self-metrics",
  ],
  // What is registered with OpenTelemetry, and what another SDK has registered before.
  registration: [
    "runtime",
    "api",
    "diagnostics",
    "attributes",
    "context",
    "resource",
    "metrics",
    "meter",
    "log",
    "running",
  ],
  // Puts all of it together at a start, and ends it.
  pipeline: [
    "runtime",
    "api",
    "redaction",
    "diagnostics",
    "attributes",
    "context",
    "resource",
    "span",
    "completion",
    "processor",
    "sampler",
    "tail-buffer",
    "enrichment",
    "cardinality",
    "metrics",
    "exporter",
    "queue",
    "meter",
    "log",
    "tracer",
    "self-metrics",
    "running",
    "version",
  ],
});

export const telltale: readonly Layer[] = [
  {
    name: "index",
    files: ["index.ts"],
    mayImport: [
      "recorder",
      "reading",
      "start",
      "decorators",
      "business",
      "signals",
      "export",
      "spool",
      "propagation",
      "resource",
      "error",
      "engine",
      "prometheus",
    ],
  },
  // `telltale/metrics` and `telltale/stats`: types, from where they are declared.
  { name: "types", files: ["metrics/", "stats/"], mayImport: ["start", "otel", "prometheus", "engine"] },
  // The command: asks what is below, and prints.
  {
    name: "command",
    files: ["bin.ts", "command.ts", "instrument-command/"],
    mayImport: ["settings", "start", "register", "integrations", "engine", "error", "version"],
  },
  {
    name: "start",
    files: ["start.ts", "options.ts", "options/", "configuration/", "doctor/"],
    mayImport: [
      "settings",
      "names",
      "business",
      "signals",
      "export",
      "spool",
      "otel",
      "catalog",
      "sampling",
      "enrichment",
      "conditions",
      "redaction",
      "prometheus",
      "recorder",
      "propagation",
      "config-file",
      "resource",
      "error",
      "engine",
      "version",
    ],
  },
  // `telltale/catalog`: what an application emits, declared once, and what is checked against it.
  {
    name: "catalog",
    files: ["catalog/"],
    mayImport: ["settings", "decorators", "business", "signals", "engine", "error"],
  },
  { name: "sampling", files: ["sampling/"], mayImport: ["settings", "conditions", "engine", "error"] },
  // What configuration changes on spans and records, and what it drops.
  { name: "enrichment", files: ["enrichment/"], mayImport: ["settings", "conditions", "engine", "error"] },
  // When a rule is for something: what rules of sampling and enrichment ask in the same words.
  { name: "conditions", files: ["conditions/"], mayImport: ["settings", "engine", "error"] },
  // `telltale/register`: everything, started before the application.
  {
    name: "register",
    files: ["register/"],
    mayImport: ["settings", "start", "integrations", "propagation", "engine", "error", "version"],
  },
  // Text in, text out: `telltale/sql`, and what database calls are read with.
  { name: "sql", files: ["sql/"], mayImport: ["engine/text"] },
  // What must not leave, by names and forms: `telltale/redaction`. Values in SQL are found as it is read.
  { name: "redaction", files: ["redaction/"], mayImport: ["settings", "sql", "engine", "error"] },
  { name: "spool", files: ["spool/"], mayImport: ["settings", "engine", "error"] },
  // Pure data in, data out: it is loaded by itself, with the YAML parser inside.
  { name: "config-file", files: ["config-file/"], mayImport: ["names", "engine/text"] },
  { name: "resource", files: ["resource/"], mayImport: ["settings", "engine", "error", "version"] },
  // Calls of functions as spans, metrics and transactions: each is one of the calls below, put around a function.
  {
    name: "decorators",
    files: ["decorators/"],
    mayImport: ["business", "signals", "error", "engine"],
  },
  {
    name: "business",
    files: [...business.map((name) => `${name}.ts`), "business/", "calls/", "profiles/"],
    mayImport: ["settings", "sql", "signals", "error", "engine"],
  },
  // Context attributes are carried in baggage, so the signals know its form.
  {
    name: "signals",
    files: [
      "span.ts",
      "relation.ts",
      "log.ts",
      "metric.ts",
      "timer.ts",
      "instrument-handle.ts",
      "context.ts",
      "carried-context.ts",
      "typed.ts",
      "own-calls.ts",
    ],
    mayImport: ["propagation", "error", "engine", "version"],
  },
  // Pieces of the OpenTelemetry shape, on demand: `telltale/otel`.
  {
    name: "otel",
    files: ["otel.ts", "otel/"],
    mayImport: ["settings", "sampling", "engine", "error", "version"],
  },
  // One file a library: what it takes to see what that library does.
  {
    name: "integrations",
    files: ["integrations/"],
    mayImport: ["settings", "business", "signals", "propagation", "sql", "redaction", "engine", "error"],
  },
  { name: "export", files: ["export/"], mayImport: ["settings", "engine", "error", "version"] },
  // A view of what this process recorded, for `recorder()` and `report()`.
  {
    name: "recorder",
    files: ["recorder/"],
    mayImport: ["settings", "reading", "export", "engine", "error"],
  },
  // What left, put together again: trees of spans, transactions, journeys.
  { name: "reading", files: ["reading/"], mayImport: ["export"] },
  // `telltale/testing`: the whole library, started for a test.
  {
    name: "testing",
    files: ["testing/"],
    mayImport: ["start", "catalog", "reading", "export", "business", "error", "engine"],
  },
  { name: "propagation", files: ["propagation/"], mayImport: ["settings", "engine", "error"] },
  { name: "prometheus", files: ["prometheus/"], mayImport: ["settings", "engine", "error"] },
  // The nearest name to one that is not known, for messages.
  { name: "names", files: ["settings/nearest.ts"], mayImport: ["engine/text"] },
  // What a setting is, and what is derived from that.
  { name: "settings", files: ["settings/"], mayImport: ["names", "engine", "error"] },
  ...engine,
  { name: "error", files: ["error.ts"], mayImport: [] },
  { name: "version", files: ["version.ts"], mayImport: [] },
];
