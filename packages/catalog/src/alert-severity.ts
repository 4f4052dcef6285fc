// How urgent an alert is.

/** The most urgent first. */
export const alertSeverities = ["page", "ticket", "info"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];
