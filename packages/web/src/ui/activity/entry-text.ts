import { recordLine } from "../../lib/business-record.ts";
import type { ActivityEntry } from "./activity-entries.ts";
import { eventTitle } from "./event-title.ts";

/** An entry in one line of text, for CSV. */
export function entryText(entry: ActivityEntry): string {
  switch (entry.kind) {
    case "record":
      return `${entry.event.name}: ${eventTitle(entry.event)}`;
    case "trace":
      return entry.trace.rootName;
    case "error":
      return `${entry.error.type}: ${entry.error.message}`;
    case "log":
      return recordLine(entry.log) || entry.log.eventName;
  }
}
