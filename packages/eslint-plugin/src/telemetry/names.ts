// What the plugin knows of the calls of `telltale` and of `@opentelemetry/api`, as data. An origin is where a value comes from: a module
// (`telltale`), a path in it (`telltale.trace`), or a kind of value that calls return (`Span`).

/** Modules by what imports name. */
export const modules: Readonly<Record<string, string>> = {
  telltale: "telltale",
  "telltale/catalog": "telltale/catalog",
  "@opentelemetry/api": "otel",
};

/** What a call returns, by the origin of its callee. */
export const results: Readonly<Record<string, string>> = {
  "telltale.startSpan": "Span",
  "telltale.enterSpan": "Span",
  "telltale.activeSpan": "Span",
  "telltale.startTransaction": "Transaction",
  "telltale.resumeTransaction": "Transaction",
  "telltale.counter": "Instrument",
  "telltale.upDownCounter": "Instrument",
  "telltale.gauge": "Instrument",
  "telltale.histogram": "Instrument",
  "telltale.timer": "Timer",
  "telltale.journey": "Journey",
  "telltale.funnel": "Journey",
  "telltale.workflow": "Workflow",
  "telltale.log.with": "telltale.log",
  "telltale/catalog.defineCatalog": "Catalog",
  "Catalog.api": "telltale",
  "Instrument.with": "Instrument",
  "Timer.with": "Timer",
  "Timer.start": "Stopwatch",
  "otel.trace.getTracer": "Tracer",
  "otel.trace.getTracerProvider": "TracerProvider",
  "TracerProvider.getTracer": "Tracer",
  "Tracer.startSpan": "Span",
  "otel.trace.getActiveSpan": "Span",
  "otel.trace.getSpan": "Span",
  "otel.metrics.getMeter": "Meter",
  "otel.metrics.getMeterProvider": "MeterProvider",
  "MeterProvider.getMeter": "Meter",
  "Meter.createCounter": "Instrument",
  "Meter.createUpDownCounter": "Instrument",
  "Meter.createGauge": "Instrument",
  "Meter.createHistogram": "Instrument",
  "Span.setAttribute": "Span",
  "Span.setAttributes": "Span",
  "Span.setStatus": "Span",
  "Span.addEvent": "Span",
  "Span.addLink": "Span",
  "Span.addLinks": "Span",
  "Span.updateName": "Span",
  "Span.fail": "Span",
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
  "telltale.Log": "telltale.log",
  "otel.Span": "Span",
  "otel.Tracer": "Tracer",
  "otel.Meter": "Meter",
  "otel.Counter": "Instrument",
  "otel.UpDownCounter": "Instrument",
  "otel.Gauge": "Instrument",
  "otel.Histogram": "Instrument",
};

/** What the first parameter of a callback is, by the function that calls it. */
export const callbackParameters: Readonly<Record<string, string>> = {
  "telltale.trace": "Span",
  "telltale.transaction": "Transaction",
  "telltale.interaction": "Interaction",
  "telltale.traceDatabase": "DatabaseCall",
  "Tracer.startActiveSpan": "Span",
};

/** Functions that run a callback inside a span or a measurement and return what it returns. */
export const runners: ReadonlySet<string> = new Set([
  ...Object.keys(callbackParameters),
  "telltale.profile",
  "telltale.traceCall",
  "telltale.traceMessage",
  "Span.run",
  "Timer.time",
]);

/** The argument that is the name of a span, by the function that makes it. */
export const spanNames: Readonly<Record<string, number>> = {
  "telltale.trace": 0,
  "telltale.startSpan": 0,
  "telltale.enterSpan": 0,
  "telltale.transaction": 0,
  "telltale.startTransaction": 0,
  "telltale.recordTransaction": 0,
  "telltale.interaction": 0,
  "telltale.profile": 0,
  "Tracer.startSpan": 0,
  "Tracer.startActiveSpan": 0,
  "Span.updateName": 0,
};

/** Functions whose options, at this argument, have `name`. */
export const namedOptions: Readonly<Record<string, number>> = {
  "telltale.wrap": 1,
  "telltale.traceMethod": 0,
  "telltale.profileMethod": 0,
};

/** Functions that make an instrument, and its kind. */
export const instruments: Readonly<Record<string, "counter" | "gauge" | "histogram" | "timer">> = {
  "telltale.counter": "counter",
  "telltale.upDownCounter": "counter",
  "telltale.gauge": "gauge",
  "telltale.histogram": "histogram",
  "telltale.timer": "timer",
  "Meter.createCounter": "counter",
  "Meter.createUpDownCounter": "counter",
  "Meter.createGauge": "gauge",
  "Meter.createHistogram": "histogram",
  "Meter.createObservableCounter": "counter",
  "Meter.createObservableUpDownCounter": "counter",
  "Meter.createObservableGauge": "gauge",
};
