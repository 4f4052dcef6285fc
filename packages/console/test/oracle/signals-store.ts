// The other kinds of telemetry into a store, as their senders would send them: through the receiver's own code, in several parts.
import type { AnyValue, Metric } from "otlp";
import { addLogs } from "../../src/receive/logs.ts";
import { addPoints } from "../../src/receive/metrics.ts";
import { createRejections } from "../../src/receive/rejections.ts";
import { localSender } from "../../src/receive/sender.ts";
import { timeBounds } from "../../src/receive/time.ts";
import { now, type TestApi } from "../api/harness.ts";
import { makeLog, makeLogs, makeMetric, makeMetrics, makePoint } from "../support/messages.ts";
import type { RawFinding, RawLog, RawPoint, Signals } from "./signals.ts";
import { drain, idOf, resourceOf, toNs } from "./store.ts";

/** Adds `signals` but their business records, which the store has with the others. */
export async function addSignals(api: TestApi, { logs, points, findings }: Signals): Promise<void> {
  await api.write((sink) => {
    const bounds = timeBounds(now);
    const rejections = createRejections("items");
    const report = { rejections, business: { received: 0, added: 0 } };
    for (const log of logs)
      drain(addLogs(makeLogs([toLog(log)], resourceOf(log)), localSender, sink, bounds, report));
    for (const point of points)
      drain(addPoints(makeMetrics([toMetric(point)], resource), localSender, sink, bounds, rejections));
    if (rejections.count > 0) throw new Error(rejections.message());
  });
  await api.store.findings.save(findings.map(toFinding), now);
}

const resource = resourceOf({ service: "shop", environment: "production" });

function toLog({ at, event, severity, body, attributes }: RawLog) {
  return makeLog({
    timeUnixNano: toNs(at),
    observedTimeUnixNano: toNs(at),
    severityNumber: severity,
    eventName: event,
    body: body === "" ? null : body,
    attributes: new Map<string, AnyValue>(Object.entries(attributes)),
  });
}

function toMetric({ at, metric, queue, value, begun }: RawPoint): Metric {
  const point = makePoint({
    attributes: new Map([["queue", queue]]),
    timeUnixNano: toNs(at),
    startTimeUnixNano: begun === 0 ? 0n : toNs(begun),
    value: metric === "queue.length" ? value : BigInt(value),
  });
  const counter = { kind: "sum", monotonic: true, points: [point] } as const;
  switch (metric) {
    case "queue.length":
      return makeMetric({ kind: "gauge", points: [point] }, { name: metric, unit: "{message}" });
    case "orders":
      return makeMetric({ ...counter, temporality: 2 }, { name: metric, unit: "{order}" });
    case "bytes":
      return makeMetric({ ...counter, temporality: 1 }, { name: metric, unit: "By" });
  }
}

function toFinding({ at, trace, kind, service, place, weight, gone }: RawFinding) {
  return {
    tenant: "",
    fingerprint: Buffer.from(idOf(`${trace} ${place}`, 8)).toString("hex"),
    traceId: Buffer.from(idOf(trace, 16)).toString("hex"),
    startUs: at * 1000,
    kind,
    shape: "consecutive",
    service,
    environment: "production",
    version: "1",
    operation: "POST /buy",
    target: "SELECT a FROM b",
    spanIds: ["0000000000000001"],
    count: 9,
    totalMs: 90.5,
    savedMs: 80.25,
    size: 0,
    weight,
    transactions: [],
    gone,
  };
}
