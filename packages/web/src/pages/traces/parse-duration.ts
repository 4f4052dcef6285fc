// A duration as people type it.

const unitMs: Readonly<Record<string, number>> = {
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
};

/** `250`, `250ms`, `1.5 s`, `2min` in ms; `undefined` when it is none. A bare number is ms. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:[.,]\d+)?)\s*(us|µs|ms|s|min|m|h)?$/i.exec(text.trim());
  if (match === null) return undefined;
  const ms = Number(match[1]!.replace(",", ".")) * (unitMs[(match[2] ?? "ms").toLowerCase()] ?? 1);
  return ms > 0 ? ms : undefined;
}
