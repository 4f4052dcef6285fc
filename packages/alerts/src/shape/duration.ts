// Durations as rules write them: `90s`, `5m`, `1h30m`, `7d`.

/** A duration in a rule: a whole number and `ms`, `s`, `m`, `h`, `d` or `w`, or several of them: `1h30m`. */
export type Duration = string;

const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const form = /^(?:\d{1,9}(?:ms|[smhdw]))+$/;

/** Milliseconds of `text`, or undefined for anything that is no duration. */
export function parseDuration(text: string): number | undefined {
  if (text.length > 60 || !form.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdw])/g)) total += Number(count) * unitsMs[unit!]!;
  return total;
}

/** Milliseconds of a duration that has been checked. @throws {RangeError} for anything else. */
export function durationMs(text: Duration): number {
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new RangeError(`\`${text}\` is not a duration. Write for example \`90s\` or \`5m\`.`);
  return ms;
}

/** `ms` in the largest units that fit: 90,000 is `1m30s`. */
export function formatDuration(ms: number): Duration {
  if (ms === 0) return "0s";
  let [rest, text] = [Math.round(ms), ""];
  for (const unit of ["d", "h", "m", "s", "ms"]) {
    const size = unitsMs[unit]!;
    if (rest >= size) text += `${Math.floor(rest / size)}${unit}`;
    rest %= size;
  }
  return text;
}
