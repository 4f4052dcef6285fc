// The methods of what calls return and pass on, of Telltale and of OpenTelemetry's API: `Span.setAttribute`. A handle that is called itself,
// such as a stopwatch, has an entry under its own name.
import type { Call } from "./call.ts";

const oneAttribute: Call = { kind: "attribute", attributeKey: 0 };
const attributes: Call = { kind: "attribute", attributes: 0 };
const measured: Call = { kind: "measurement", attributes: 1 };
const spanCall = { kind: "span", name: 0, options: 1 } as const;
const made = { kind: "metric", name: 0, options: 1 } as const;
const instrument = { ...made, returns: "Instrument" } as const;
const onSpan = { kind: "attribute", returns: "Span" } as const;

export const methodCalls: Readonly<Record<string, Call>> = {
  "Span.setAttribute": { ...onSpan, attributeKey: 0 },
  "Span.setAttributes": { ...onSpan, attributes: 0 },
  "Span.addEvent": { kind: "event", name: 0, attributes: 1, returns: "Span" },
  "Span.setStatus": onSpan,
  "Span.addLink": onSpan,
  "Span.addLinks": onSpan,
  "Span.updateName": { kind: "span", name: 0, returns: "Span" },
  "Span.fail": onSpan,
  "Span.trace": { ...spanCall, passes: "Span", runs: true },
  "Span.run": { kind: "attribute", runs: true },

  "Instrument.add": measured,
  "Instrument.set": measured,
  "Instrument.record": measured,
  "Instrument.with": { kind: "measurement", attributes: 0, returns: "Instrument" },
  "Instrument.addCallback": { kind: "measurement", passes: "ObservableResult" },
  "ObservableResult.observe": measured,
  "Timer.record": measured,
  "Timer.time": { ...measured, runs: true },
  "Timer.with": { kind: "measurement", attributes: 0, returns: "Timer" },
  "Timer.start": { kind: "measurement", returns: "Stopwatch" },
  Stopwatch: { kind: "measurement", attributes: 0 },
  Tell: { kind: "measurement", attributes: 2 },

  "Transaction.step": { kind: "attribute", step: 0, attributes: 1 },
  "Transaction.addAttribute": oneAttribute,
  "Transaction.addAttributes": attributes,
  "Journey.step": { kind: "attribute", step: 0, options: 1 },
  "Journey.abandon": { kind: "attribute", options: 0 },
  "Funnel.step": { kind: "attribute", step: 0, options: 1 },
  "Funnel.abandon": { kind: "attribute", step: 0, options: 1 },
  "Workflow.event": { kind: "attribute", step: 0, attributes: 1 },
  "Workflow.end": { kind: "attribute", step: 0, attributes: 1 },
  "Interaction.addAttribute": oneAttribute,
  "DatabaseCall.addAttribute": oneAttribute,

  "Tracer.startSpan": { ...spanCall, returns: "Span" },
  "Tracer.startActiveSpan": { ...spanCall, passes: "Span", runs: true },
  "Meter.createCounter": { ...instrument, metric: "counter" },
  "Meter.createUpDownCounter": { ...instrument, metric: "upDownCounter" },
  "Meter.createGauge": { ...instrument, metric: "gauge" },
  "Meter.createHistogram": { ...instrument, metric: "histogram" },
  "Meter.createObservableCounter": { ...instrument, metric: "counter" },
  "Meter.createObservableUpDownCounter": { ...instrument, metric: "upDownCounter" },
  "Meter.createObservableGauge": { ...instrument, metric: "gauge" },
  "Logger.emit": { kind: "event", options: 0, nameOption: "eventName" },
};
