// Severities of log records: six names for the numbers 1 to 24 of OTLP; 0 counts as info.
import { type SeverityName, severityNames } from "contract";

/** The name of a severity number. */
export function severityOf(number: number): SeverityName {
  return number <= 0 ? "info" : (severityNames[Math.floor((Math.min(number, 24) - 1) / 4)] ?? "info");
}
