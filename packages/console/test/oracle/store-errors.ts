// Exceptions into a store, as records and as events of spans; some of them twice.
import type { AnyValue, LogRecord, Span } from "otlp";
import { addLogs } from "../../src/receive/logs.ts";
import { createRejections } from "../../src/receive/rejections.ts";
import { localSender } from "../../src/receive/sender.ts";
import { timeBounds } from "../../src/receive/time.ts";
import { addSpans } from "../../src/receive/traces.ts";
import { now, type TestApi } from "../api/harness.ts";
import { makeLog, makeLogs, makeSpan, makeTraces } from "../support/messages.ts";
import { randomOf } from "./random.ts";
import { drain, idOf, resourceOf, toNs, traceStates } from "./store.ts";
import type { RawError } from "./telemetry.ts";

export async function addErrors(api: TestApi, errors: readonly RawError[], seed: number): Promise<void> {
  const random = randomOf(seed);
  const repeated = errors.filter(() => random.chance(0.05));
  for (const part of [errors, repeated])
    await api.write((sink) => {
      const bounds = timeBounds(now);
      const rejections = createRejections("items");
      const business = { received: 0, added: 0 };
      for (const error of part) {
        const resource = resourceOf(error);
        drain(
          error.from === "span"
            ? addSpans(makeTraces([toSpan(error)], resource), localSender, sink, bounds, rejections)
            : addLogs(makeLogs([toLog(error)], resource), localSender, sink, bounds, {
                rejections,
                business,
              }),
        );
      }
      if (rejections.count > 0) throw new Error(rejections.message());
    });
}

function attributesOf(error: RawError): Map<string, AnyValue> {
  return new Map<string, AnyValue>([
    ["telltale.error.fingerprint", error.fingerprint],
    ["exception.type", error.type],
    ["exception.message", error.message],
    ...(error.user === "" ? [] : [["user.id", error.user] as const]),
    ...(error.session === "" ? [] : [["session.id", error.session] as const]),
    ...Object.entries(error.attributes),
  ]);
}

function toLog(error: RawError): LogRecord {
  const attributes = attributesOf(error).set("log.record.uid", error.uid);
  return makeLog({
    timeUnixNano: toNs(error.at),
    observedTimeUnixNano: toNs(error.at),
    eventName: "exception",
    body: null,
    ...(error.trace !== "" && { traceId: idOf(error.trace, 16) }),
    attributes: attributes.set("telltale.error.handled", error.isHandled),
  });
}

/** A part of a request, so that it is not one. */
function toSpan(error: RawError): Span {
  const attributes = attributesOf(error).set("exception.escaped", !error.isHandled);
  return makeSpan({
    traceId: idOf(error.trace, 16),
    spanId: idOf(error.uid, 8),
    parentSpanId: idOf(`${error.trace} a`, 8),
    traceState: traceStates[error.weight],
    flags: 0x101,
    name: "work",
    kind: 1,
    startTimeUnixNano: toNs(error.at),
    endTimeUnixNano: toNs(error.at) + 1_000_000n,
    attributes: new Map(Object.entries(error.attributes)),
    events: [{ timeUnixNano: toNs(error.at), name: "exception", attributes, droppedAttributesCount: 0 }],
    status: { code: error.isHandled ? 0 : 2, message: "" },
  });
}
