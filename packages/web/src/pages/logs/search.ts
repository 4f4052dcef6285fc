// The search parameters of the logs, beside those of the scope.
import { logRecordKinds, type SeverityName, severityNames } from "contract";

import { one, oneOf } from "../../lib/search-params.ts";

export interface LogsSearch {
  /** This severity and above. */
  readonly severity?: SeverityName | undefined;
  readonly text?: string | undefined;
  readonly trace?: string | undefined;
  readonly span?: string | undefined;
  readonly event?: string | undefined;
  /** `shown` includes business records. */
  readonly business?: "shown" | undefined;
  /** The opened record. */
  readonly record?: string | undefined;
  /** The neighbours of the opened record: of its process, or of its service. */
  readonly around?: "instance" | "service" | undefined;
  /** Patterns instead of records: all, or those of a state. */
  readonly patterns?: "all" | "new" | "gone" | "growing" | undefined;
  /** Records of this pattern only. */
  readonly pattern?: string | undefined;
  /** Records without, or with, an event name. */
  readonly records?: "log" | "event" | undefined;
}

export function validateLogsSearch(raw: Readonly<Record<string, unknown>>): LogsSearch {
  return {
    severity: oneOf(raw["severity"], severityNames),
    text: one(raw["text"]),
    trace: one(raw["trace"]),
    span: one(raw["span"]),
    event: one(raw["event"]),
    business: oneOf(raw["business"], ["shown"]),
    record: one(raw["record"]),
    around: oneOf(raw["around"], ["instance", "service"]),
    patterns: oneOf(raw["patterns"], ["all", "new", "gone", "growing"]),
    pattern: one(raw["pattern"]),
    records: oneOf(raw["records"], logRecordKinds),
  };
}
