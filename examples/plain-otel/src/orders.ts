// What the application does: a trace of two spans with every kind of attribute, a log record in each, and its metrics.
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";

import type { Protocol, Sdk } from "./sdk.ts";

/** One round as it was sent. */
export interface Sent {
  readonly service: string;
  readonly traceId: string;
  readonly rootSpanId: string;
  readonly childSpanId: string;
  readonly failed: boolean;
}

/** The attributes of each root span. Numbers that are whole travel as int64, others as double. */
const attributes = {
  "plain.text": "grüße, 世界",
  "plain.int": 42,
  "plain.double": 1.5,
  "plain.bool": true,
  "plain.texts": ["a", "b"],
  "plain.ints": [1, 2, 3],
  "plain.bools": [true, false],
};

/** Sends one round. Every fifth fails. */
export function send({ tracer, meter, logger }: Sdk, protocol: Protocol, round: number): Sent {
  const root = tracer.startSpan("GET /orders/{id}", {
    kind: SpanKind.SERVER,
    attributes: { ...attributes, "plain.round": round },
  });
  const within = trace.setSpan(context.active(), root);
  const child = tracer.startSpan(
    "SELECT orders",
    { kind: SpanKind.CLIENT, attributes: { "db.system.name": "postgresql" } },
    within,
  );
  const failed = round % 5 === 4;
  child.addEvent("rows read", { rows: round });
  if (failed) child.recordException(new Error("no such order"));
  child.end();
  if (failed) root.setStatus({ code: SpanStatusCode.ERROR, message: "no such order" });
  logger.emit({
    severityNumber: failed ? SeverityNumber.ERROR : SeverityNumber.INFO,
    severityText: failed ? "ERROR" : "INFO",
    body: failed ? "no such order" : "order read",
    attributes: { "plain.round": round },
    context: within,
  });
  meter.createCounter("plain.orders", { unit: "{order}" }).add(1, { failed });
  meter.createUpDownCounter("plain.open").add(1);
  meter.createGauge("plain.temperature", { unit: "Cel" }).record(20 + round / 10);
  meter.createHistogram("plain.duration", { unit: "s" }).record(0.01 * (round + 1));
  meter.createHistogram("plain.payload", { unit: "By" }).record(100 * (round + 1));
  root.end();
  return {
    service: `plain-${protocol.replace("/", "-")}`,
    traceId: root.spanContext().traceId,
    rootSpanId: root.spanContext().spanId,
    childSpanId: child.spanContext().spanId,
    failed,
  };
}
