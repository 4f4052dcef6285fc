// Matchers of log records, events and captured errors.
import type { MemoryLog } from "../export/read-batch.ts";
import type { Collection } from "./collection.ts";
import { emittedLogs, showLog } from "./emitted.ts";
import {
  attributeDifferences,
  difference,
  differences,
  type Expected,
  type ExpectedAttributes,
  showExpected,
} from "./expected.ts";
import { nameDistance } from "catalog/name-distance";
import { type Candidate, judge, type Verdict } from "./verdict.ts";

/** What a log record must be. What is left out is not asked for. */
export interface ExpectedLog {
  readonly level?: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | undefined;
  readonly attributes?: ExpectedAttributes | undefined;
  /** The name of the span it was made in; `null` for none. */
  readonly span?: string | null | undefined;
  /** Exactly that many; at least one by default. */
  readonly times?: number | undefined;
}

/** What a captured error must be. What is left out is not asked for. */
export interface ExpectedError {
  readonly message?: Expected<string> | undefined;
  readonly handled?: boolean | undefined;
  readonly attributes?: ExpectedAttributes | undefined;
  readonly span?: string | null | undefined;
  readonly times?: number | undefined;
}

const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** Whether a record with that text was logged. */
export function haveLogged(
  telemetry: Collection,
  body: Expected<string>,
  expected: ExpectedLog = {},
): Verdict {
  return judgeRecords(telemetry, `a log record ${showExpected(body)}`, expected, (record) => ({
    distance: nameDistance(body, String(record.body)),
    differences: [...(isNamed(record) ? ["it is an event"] : []), ...difference("body", body, record.body)],
  }));
}

/** Whether the event `name` was recorded. */
export function haveEvent(
  telemetry: Collection,
  name: Expected<string>,
  expected: ExpectedLog = {},
): Verdict {
  return judgeRecords(telemetry, `an event ${showExpected(name)}`, expected, (record) => ({
    distance: nameDistance(name, record.eventName),
    differences: difference("event", name, record.eventName),
  }));
}

/** Whether an error of that type was captured. */
export function haveCapturedError(
  telemetry: Collection,
  type: Expected<string>,
  expected: ExpectedError = {},
): Verdict {
  const { message, handled, ...rest } = expected;
  return judgeRecords(telemetry, `a captured ${showExpected(type)}`, rest, ({ eventName, attributes }) => ({
    distance: eventName === "exception" ? 0 : Infinity,
    differences: [
      ...difference("event", "exception", eventName),
      ...differences(
        { type, message, handled },
        {
          type: attributes["exception.type"],
          message: attributes["exception.message"],
          handled: attributes["telltale.error.handled"],
        },
      ),
    ],
  }));
}

function judgeRecords(
  telemetry: Collection,
  what: string,
  { times, ...expected }: ExpectedLog,
  first: (record: MemoryLog) => Pick<Candidate, "differences" | "distance">,
): Verdict {
  const names = new Map(
    [...telemetry.spans(), ...telemetry.openSpans()].map(({ spanId, name }) => [spanId, name]),
  );
  const records = telemetry.logs().filter(({ eventName }) => !eventName.startsWith("telltale."));
  const candidates = records.map((record): Candidate => {
    const span = record.spanId === undefined ? null : (names.get(record.spanId) ?? "a span elsewhere");
    const { attributes, ...plain } = expected;
    const { differences: own, distance } = first(record);
    return {
      title: showLog(record),
      distance,
      differences: [
        ...own,
        ...differences(plain, { level: levelOf(record), span }),
        ...attributeDifferences(attributes, record.attributes),
      ],
    };
  });
  const fields = showExpected(expected);
  return judge({
    expected: `${what}${fields === "{  }" ? "" : ` ${fields}`}`,
    candidates,
    times,
    emitted: () => emittedLogs(telemetry),
  });
}

function levelOf({ severityNumber }: MemoryLog): string | undefined {
  return levels[Math.floor((severityNumber - 1) / 4)];
}

function isNamed({ eventName }: MemoryLog): boolean {
  return eventName !== "";
}
