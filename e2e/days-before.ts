// The days before of a store: an error is new only to one that knows a day before, and of a shop that has been open for days none is that it
// makes on any day.
import type { LogRecord, ResourceLogs } from "otlp";

import type { Recording } from "./recording.ts";
import { recordNow, sendLogs, type Stage } from "./stage.ts";

const none: Pick<Recording, "logs"> = { logs: [] };
/** What makes the group of an error, and nothing else of its record. */
const ofError = /^(exception|code|telltale\.error)\./;

/** Sends a record of two days ago, and one of each error that `usual` has. */
export async function sendDaysBefore(
  stage: Pick<Stage, "addresses">,
  usual: Pick<Recording, "logs"> = none,
): Promise<void> {
  await sendLogs(stage, "storefront", [before(recordNow("storefront started"))]);
  for (const one of usual.logs) {
    const service = one.resource.attributes.get("service.name");
    const errors = errorsOf(one).map(before);
    if (typeof service === "string" && errors.length > 0) await sendLogs(stage, service, errors);
  }
}

function before(record: LogRecord): LogRecord {
  const timeUnixNano = BigInt(Date.now() - 2 * 86_400_000) * 1_000_000n;
  return { ...record, timeUnixNano, observedTimeUnixNano: timeUnixNano };
}

function errorsOf({ scopeLogs }: ResourceLogs): readonly LogRecord[] {
  return scopeLogs
    .flatMap(({ logRecords }) => logRecords)
    .filter(({ eventName }) => eventName === "exception")
    .map((record) => ({
      ...recordNow("", record.severityNumber),
      eventName: record.eventName,
      attributes: new Map([...record.attributes].filter(([key]) => ofError.test(key))),
    }));
}
