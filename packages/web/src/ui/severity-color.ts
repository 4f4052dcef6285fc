// The colours of severities in bars.
import type { SeverityName } from "contract";

export const severityColors: Readonly<Record<SeverityName, string>> = {
  trace: "color-mix(in srgb, var(--ink-4) 42%, var(--surface-page))",
  debug: "color-mix(in srgb, var(--ink-4) 72%, var(--surface-page))",
  info: "color-mix(in srgb, var(--chart-now) 42%, var(--surface-page))",
  warn: "var(--warn-mark)",
  error: "var(--error-mark)",
  fatal: "var(--error-text)",
};
