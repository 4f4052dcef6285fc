// How long the end of the process waits for data to be sent.

/** The default is below the ten seconds after which containers are killed. */
export const exitTimeoutSetting = {
  type: "whole",
  least: 1,
  unit: "ms",
  default: 8000,
  variable: "TELLTALE_EXIT_TIMEOUT",
} as const;
