// The status mark of a log record.
import type { StatusKind } from "../../ui/status.tsx";

/** OpenTelemetry severities: 13 to 16 warn, 17 and above error. */
export function logTone(severity: number): StatusKind {
  if (severity >= 17) return "error";
  return severity >= 13 ? "warn" : "info";
}
