/** Colours of the outcomes of transactions, in which charts stack them. */
export const outcomeColors = {
  completed: "color-mix(in srgb, var(--chart-now) 42%, var(--surface-page))",
  abandoned: "color-mix(in srgb, var(--chart-before) 80%, var(--surface-page))",
  failed: "var(--error-mark)",
} as const;
