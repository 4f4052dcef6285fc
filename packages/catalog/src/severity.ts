// The severities of log records.

/** From the least severe on. */
export const severityNames = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type SeverityName = (typeof severityNames)[number];

/** The lowest number of a severity (specification: logs data model, SeverityNumber): 9 for `info`. */
export const severityNumber = (name: SeverityName): number => 1 + 4 * severityNames.indexOf(name);
