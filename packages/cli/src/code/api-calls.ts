// The calls of Telltale and of OpenTelemetry's API that emit telemetry, as data: what they emit, and which argument says what.
import type { MetricKind } from "catalog";

/** What a call in the code emits. `attribute`: it only adds attributes to what is active. */
export type UseKind =
  | "span"
  | "metric"
  | "log"
  | "event"
  | "error"
  | "transaction"
  | "journey"
  | "workflow"
  | "interaction"
  | "database call"
  | "outgoing call"
  | "message"
  | "attribute";

/** How a call is read. Numbers are positions of arguments. */
export interface ApiCall {
  readonly kind: UseKind;
  /** The name; without it the call's name comes from elsewhere. */
  readonly name?: number;
  /** An object with options. */
  readonly options?: number;
  /** The key of the options that has the name, where there is one. */
  readonly nameOption?: string;
  /** An object whose keys are attributes. */
  readonly attributes?: number;
  /** Options whose value is an object of attributes: `attributes` by default. */
  readonly metric?: MetricKind;
  readonly unit?: string;
  /** Steps of a journey, in an array. */
  readonly steps?: number;
  readonly ordered?: boolean;
  /** One step. */
  readonly step?: number;
  /** A single attribute: its key, and its value after it. */
  readonly attributeKey?: number;
  /** A name that is written here and not known is no dynamic name: it has a default. */
  readonly nameIsOptional?: boolean;
}

const spanCall: ApiCall = { kind: "span", name: 0, options: 1 };
const metricCall = (metric: MetricKind, unit?: string): ApiCall => ({
  kind: "metric",
  name: 0,
  options: 1,
  metric,
  ...(unit === undefined ? {} : { unit }),
});
const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** Functions of the package `telltale`. Those of `log` are `log.info` and so on. */
export const telltaleCalls: Readonly<Record<string, ApiCall>> = {
  trace: spanCall,
  startSpan: spanCall,
  enterSpan: spanCall,
  profile: { kind: "span", name: 0, options: 2 },
  wrap: { kind: "span", options: 1, nameOption: "name", nameIsOptional: true },
  traceMethod: { kind: "span", options: 0, nameOption: "name", nameIsOptional: true },
  profiled: { kind: "span", options: 1, nameOption: "name", nameIsOptional: true },
  profileMethod: { kind: "span", options: 0, nameOption: "name", nameIsOptional: true },
  counter: metricCall("counter"),
  upDownCounter: metricCall("upDownCounter"),
  gauge: metricCall("gauge"),
  histogram: metricCall("histogram"),
  timer: metricCall("timer", "s"),
  observable: { kind: "metric", name: 1, options: 2 },
  counted: { ...metricCall("counter", "{call}"), name: -1, nameOption: "name", nameIsOptional: true },
  countCalls: {
    ...metricCall("counter", "{call}"),
    name: -1,
    options: 0,
    nameOption: "name",
    nameIsOptional: true,
  },
  timed: { ...metricCall("timer", "s"), name: -1, nameOption: "name", nameIsOptional: true },
  timeMethod: { ...metricCall("timer", "s"), name: -1, options: 0, nameOption: "name", nameIsOptional: true },
  ...Object.fromEntries(
    levels.map((level) => [`log.${level}`, { kind: "log", name: 0, attributes: 1 } as const]),
  ),
  "log.with": { kind: "attribute", attributes: 0 },
  event: { kind: "event", name: 0, attributes: 1 },
  captureError: { kind: "error", options: 1 },
  transaction: { kind: "transaction", name: 0, options: 1 },
  startTransaction: { kind: "transaction", name: 0, options: 1 },
  recordTransaction: { kind: "transaction", name: 0, options: 1 },
  resumeTransaction: { kind: "attribute", options: 1 },
  trackTransaction: { kind: "transaction", options: 0, nameOption: "type", nameIsOptional: true },
  tracked: { kind: "transaction", options: 1, nameOption: "type", nameIsOptional: true },
  funnel: { kind: "journey", name: 0, steps: 1, options: 2, ordered: true },
  journey: { kind: "journey", name: 0, options: 1 },
  journeyStep: { kind: "journey", step: 1, attributes: 2 },
  defineWorkflow: { kind: "workflow", name: 0, options: 1 },
  workflow: { kind: "workflow", name: 0 },
  emit: { kind: "event", name: 0, attributes: 1 },
  interaction: { kind: "interaction", name: 0, options: 1 },
  addAttribute: { kind: "attribute", attributeKey: 0 },
  addAttributes: { kind: "attribute", attributes: 0 },
  addEvent: { kind: "event", name: 0, attributes: 1 },
  withContext: { kind: "attribute", attributes: 0 },
  traceDatabase: { kind: "database call", options: 0 },
  traceCall: { kind: "outgoing call", options: 0 },
  traceMessage: { kind: "message", options: 0 },
};

const instrument = (metric: MetricKind): ApiCall => ({ kind: "metric", name: 0, options: 1, metric });

/** Methods of what OpenTelemetry's API returns. */
export const openTelemetryCalls: Readonly<Record<string, ApiCall>> = {
  "tracer.startSpan": spanCall,
  "tracer.startActiveSpan": spanCall,
  "meter.createCounter": instrument("counter"),
  "meter.createUpDownCounter": instrument("upDownCounter"),
  "meter.createGauge": instrument("gauge"),
  "meter.createHistogram": instrument("histogram"),
  "meter.createObservableCounter": instrument("counter"),
  "meter.createObservableUpDownCounter": instrument("upDownCounter"),
  "meter.createObservableGauge": instrument("gauge"),
  "logger.emit": { kind: "event", options: 0, nameOption: "eventName", nameIsOptional: true },
};

/** Methods of what a call returns or gives to its callback: they add to it, or emit something of their own. */
export const methodCalls: Readonly<Partial<Record<UseKind, Readonly<Record<string, ApiCall>>>>> = {
  span: {
    trace: spanCall,
    startSpan: spanCall,
    setAttribute: { kind: "attribute", attributeKey: 0 },
    addAttribute: { kind: "attribute", attributeKey: 0 },
    setAttributes: { kind: "attribute", attributes: 0 },
    addAttributes: { kind: "attribute", attributes: 0 },
    addEvent: { kind: "event", name: 0, attributes: 1 },
  },
  metric: {
    add: { kind: "attribute", attributes: 1 },
    set: { kind: "attribute", attributes: 1 },
    record: { kind: "attribute", attributes: 1 },
    time: { kind: "attribute", attributes: 1 },
    with: { kind: "attribute", attributes: 0 },
    observe: { kind: "attribute", attributes: 1 },
    addCallback: { kind: "attribute" },
  },
  transaction: {
    step: { kind: "attribute", step: 0, attributes: 1 },
    addAttribute: { kind: "attribute", attributeKey: 0 },
    addAttributes: { kind: "attribute", attributes: 0 },
  },
  journey: {
    step: { kind: "attribute", step: 0, options: 1 },
    abandon: { kind: "attribute", step: 0, options: 1 },
  },
  workflow: {
    event: { kind: "attribute", step: 0, attributes: 1 },
    end: { kind: "attribute", step: 0, attributes: 1 },
  },
  interaction: { addAttribute: { kind: "attribute", attributeKey: 0 } },
  "database call": { addAttribute: { kind: "attribute", attributeKey: 0 } },
};

/** Which argument of a call is a function that gets what the call made: its first parameter is that. */
export const handleCallbacks: ReadonlySet<UseKind> = new Set([
  "span",
  "transaction",
  "interaction",
  "database call",
]);
