import type { SeverityName } from "contract";

/** From the least severe on. */
export const severities: readonly SeverityName[] = ["trace", "debug", "info", "warn", "error", "fatal"];
