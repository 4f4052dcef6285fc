// Log records into a store, as their senders send them: several in a request, some requests twice.
import type { AnyValue, LogRecord } from "otlp";
import { addLogs } from "../../src/receive/logs.ts";
import { createRejections } from "../../src/receive/rejections.ts";
import { localSender } from "../../src/receive/sender.ts";
import { timeBounds } from "../../src/receive/time.ts";
import { now, type TestApi } from "../api/harness.ts";
import { makeLog, makeLogs } from "../support/messages.ts";
import { randomOf } from "./random.ts";
import { drain, idOf, resourceOf, toNs } from "./store.ts";

export interface RawLog {
  readonly at: number;
  readonly service: string;
  readonly environment: string;
  /** 0: not said. */
  readonly severity: number;
  /** Empty for a record that is not an event. */
  readonly event: string;
  readonly text: string;
  /** Empty for a record outside of any trace. */
  readonly trace: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** Records of so much time come together: equal ones of one moment, too, which come apart would be one record that was repeated. */
const togetherMs = 600_000;

export async function sendLogs(api: TestApi, logs: readonly RawLog[], seed: number): Promise<void> {
  const random = randomOf(seed);
  const requests = [
    ...Map.groupBy(logs, ({ service, environment, at }) =>
      [service, environment, Math.floor(at / togetherMs)].join(" "),
    ).values(),
  ];
  await send(api, requests);
  await send(
    api,
    requests.filter(() => random.chance(0.1)),
  );
}

async function send(api: TestApi, requests: readonly (readonly RawLog[])[]): Promise<void> {
  await api.write((sink) => {
    const rejections = createRejections("items");
    const report = { rejections, business: { received: 0, added: 0 } };
    for (const own of requests)
      drain(
        addLogs(makeLogs(own.map(toLog), resourceOf(own[0]!)), localSender, sink, timeBounds(now), report),
      );
    if (rejections.count > 0) throw new Error(rejections.message());
  });
}

function toLog({ at, severity, event, text, trace, attributes }: RawLog): LogRecord {
  return makeLog({
    timeUnixNano: toNs(at),
    observedTimeUnixNano: toNs(at),
    severityNumber: severity,
    severityText: "",
    eventName: event,
    body: text === "" ? null : text,
    ...(trace !== "" && { traceId: idOf(trace, 16) }),
    attributes: new Map<string, AnyValue>(Object.entries(attributes)),
  });
}
