// Times and durations in sentences.
import { parseDurationMs } from "catalog/duration";
import { valueText } from "./value-text.ts";

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** `1 d 22 h`, `1 h 2 min`, `45 s`: at most two units, of which the second follows the first. */
export function spanText(ms: number): string {
  const first = units.findIndex(([, size]) => ms >= size);
  if (first === -1) return "0 s";
  const [unit, size] = units[first]!;
  const [count, rest] = [Math.floor(ms / size), ms % size];
  const [smaller, smallerSize] = units[first + 1] ?? ["", Infinity];
  const second = Math.floor(rest / smallerSize);
  return second === 0 ? `${count} ${unit}` : `${count} ${unit} ${second} ${smaller}`;
}

/** A duration of a rule: `5 min` for `5m`, `300 ms`. */
export function durationText(text: string): string {
  const ms = parseDurationMs(text);
  if (ms === undefined) return text;
  return ms < 60_000 && ms % 1000 !== 0 ? valueText(ms, "ms") : spanText(ms);
}

/** `19:02 UTC`; with its day when that is not the one of `now`. */
export function clockText(at: number, now: number): string {
  const text = new Date(at).toISOString();
  const day = text.slice(0, 10);
  return `${day === new Date(now).toISOString().slice(0, 10) ? "" : `${day} `}${text.slice(11, 16)} UTC`;
}
