// The functions of the package `telltale` that take a name or attributes, or return something that does. The linter, the code reader and the
// migration read them here; a test compares them with what the package exports.
import { severityNames } from "../severity.ts";
import type { Call } from "./call.ts";

const spanCall = { kind: "span", name: 0, options: 1 } as const;
const instrument = { kind: "metric", name: 0, options: 1, returns: "Instrument" } as const;
const observed = { ...instrument, observes: 2 } as const;
const seconds = { kind: "metric", metric: "timer", unit: "s" } as const;
const calls = { kind: "metric", metric: "counter", unit: "{call}" } as const;
const transactionCall = { kind: "transaction", name: 0, options: 1 } as const;
const logCall: Call = { kind: "log", name: 0, attributes: 1 };

/** Calls by the function of the package `telltale`. Those of `log` are `log.info` and so on. */
export const libraryCalls: Readonly<Record<string, Call>> = {
  // spans
  trace: { ...spanCall, passes: "Span", runs: true },
  startSpan: { ...spanCall, returns: "Span" },
  enterSpan: { ...spanCall, returns: "Span" },
  activeSpan: { kind: "attribute", returns: "Span" },
  addAttribute: { kind: "attribute", attributeKey: 0 },
  addAttributes: { kind: "attribute", attributes: 0 },
  addEvent: { kind: "event", name: 0, attributes: 1 },
  withContext: { kind: "attribute", attributes: 0 },
  profile: { kind: "span", name: 0, options: 2, runs: true },
  // around functions and methods
  wrap: { kind: "span", options: 1, nameOption: "name", nameEnding: "" },
  traceMethod: { kind: "span", options: 0, nameOption: "name", nameEnding: "" },
  profiled: { kind: "span", options: 1, nameOption: "name", nameEnding: "" },
  profileMethod: { kind: "span", options: 0, nameOption: "name", nameEnding: "" },
  counted: { ...calls, options: 1, nameOption: "name", nameEnding: ".calls" },
  countCalls: { ...calls, options: 0, nameOption: "name", nameEnding: ".calls" },
  timed: { ...seconds, options: 1, nameOption: "name", nameEnding: ".duration" },
  timeMethod: { ...seconds, options: 0, nameOption: "name", nameEnding: ".duration" },
  tracked: { kind: "transaction", options: 1, nameOption: "type", nameEnding: "" },
  trackTransaction: { kind: "transaction", options: 0, nameOption: "type", nameEnding: "" },
  // metrics
  counter: { ...observed, metric: "counter" },
  upDownCounter: { ...observed, metric: "upDownCounter" },
  gauge: { ...observed, metric: "gauge" },
  histogram: { ...instrument, metric: "histogram" },
  timer: { ...instrument, ...seconds, returns: "Timer" },
  observable: { kind: "metric", name: 1, options: 2 },
  observeTogether: { kind: "attribute", passes: "Tell" },
  // logs and events
  ...Object.fromEntries(severityNames.map((level) => [`log.${level}`, logCall])),
  "log.with": { kind: "attribute", attributes: 0, returns: "Log" },
  event: { kind: "event", name: 0, attributes: 1 },
  captureError: { kind: "error", options: 1 },
  // business
  transaction: { ...transactionCall, passes: "Transaction", runs: true },
  startTransaction: { ...transactionCall, returns: "Transaction" },
  recordTransaction: transactionCall,
  resumeTransaction: { kind: "attribute", options: 1, returns: "Transaction" },
  journey: { kind: "journey", name: 0, options: 1, returns: "Journey" },
  journeyStep: { kind: "journey", step: 1, attributes: 2 },
  funnel: { kind: "journey", name: 0, steps: 1, options: 2, ordered: true, returns: "Funnel" },
  defineWorkflow: { kind: "workflow", name: 0, options: 1 },
  workflow: { kind: "workflow", name: 0, returns: "Workflow" },
  emit: { kind: "event", name: 0, attributes: 1 },
  interaction: { kind: "interaction", name: 0, options: 1, passes: "Interaction", runs: true },
  // databases, services and messages
  traceDatabase: { kind: "database call", options: 0, passes: "DatabaseCall", runs: true },
  traceCall: { kind: "outgoing call", options: 0, runs: true },
  traceMessage: { kind: "message", options: 0, runs: true },
};

/** The call of a path in the package: `trace`, `log.info`. */
export function libraryCall(path: string): Call | undefined {
  return Object.hasOwn(libraryCalls, path) ? libraryCalls[path] : undefined;
}
