// How code reaches `telltale` and `@opentelemetry/api`, as data. An origin is where a value comes from: a module (`telltale`), a path in it
// (`telltale.trace`), or a kind of value that calls return (`Span`).

/** Modules by what imports name. */
export const modules: Readonly<Record<string, string>> = {
  telltale: "telltale",
  "telltale/catalog": "telltale/catalog",
  "@opentelemetry/api": "otel",
};

/** What other calls than those of the table return, by the origin of their callee. */
export const results: Readonly<Record<string, string>> = {
  "telltale/catalog.defineCatalog": "Catalog",
  "Catalog.api": "telltale",
  "otel.trace.getTracer": "Tracer",
  "otel.trace.getTracerProvider": "TracerProvider",
  "TracerProvider.getTracer": "Tracer",
  "otel.trace.getActiveSpan": "Span",
  "otel.trace.getSpan": "Span",
  "otel.metrics.getMeter": "Meter",
  "otel.metrics.getMeterProvider": "MeterProvider",
  "MeterProvider.getMeter": "Meter",
};

/** Members that are the same as something else. */
export const aliases: Readonly<Record<string, string>> = {
  "telltale.default": "telltale",
  "otel.default": "otel",
  "Span.trace": "telltale.trace",
};

/** Values of these types, where a parameter, a variable or a field is declared with one. */
export const types: Readonly<Record<string, string>> = {
  "telltale.Span": "Span",
  "telltale.Transaction": "Transaction",
  "telltale.Interaction": "Interaction",
  "telltale.Counter": "Instrument",
  "telltale.Gauge": "Instrument",
  "telltale.Histogram": "Instrument",
  "telltale.Timer": "Timer",
  "telltale.BoundTimer": "Timer",
  "telltale.Stopwatch": "Stopwatch",
  "telltale.DatabaseCall": "DatabaseCall",
  "telltale.Journey": "Journey",
  "telltale.Funnel": "Funnel",
  "telltale.Workflow": "Workflow",
  "telltale.Log": "telltale.log",
  "otel.Span": "Span",
  "otel.Tracer": "Tracer",
  "otel.Meter": "Meter",
  "otel.Counter": "Instrument",
  "otel.UpDownCounter": "Instrument",
  "otel.Gauge": "Instrument",
  "otel.Histogram": "Instrument",
};
