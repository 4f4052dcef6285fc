// When a silence begins and ends: by presets, or at times that a person picks, which are in the zone of the browser.
import { formatTime } from "../../../lib/time.ts";

const hourMs = 3_600_000;

/** The fields of the form. `at` and `until` are values of `datetime-local` inputs: `2026-11-22T20:00`. */
export interface TimeChoice {
  readonly start: string;
  readonly at: string;
  readonly length: string;
  readonly until: string;
}

export const atTime = "at a time";
export const untilTime = "until a time";

/** Begins of silences: what they are at `now`. */
const starts: Readonly<Record<string, (now: Date) => number>> = {
  now: (now) => now.getTime(),
  "in 1 hour": (now) => now.getTime() + hourMs,
  "tonight at 20:00": (now) => localTime(now, now.getHours() < 20 ? 0 : 1, 20),
  "tomorrow at 8:00": (now) => localTime(now, 1, 8),
};
const lengths: Readonly<Record<string, readonly [relative: string, ms: number]>> = {
  "1 hour": ["+1h", hourMs],
  "2 hours": ["+2h", 2 * hourMs],
  "4 hours": ["+4h", 4 * hourMs],
  "1 day": ["+1d", 24 * hourMs],
  "1 week": ["+7d", 7 * 24 * hourMs],
};

export const startChoices: readonly string[] = [...Object.keys(starts), atTime];
export const lengthChoices: readonly string[] = [...Object.keys(lengths), untilTime];
export const firstChoice: TimeChoice = { start: "now", at: "", length: "2 hours", until: "" };

/** On the clock of the browser, so that a day on which it changes is right. */
function localTime(now: Date, days: number, hour: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour).getTime();
}

export type SilenceTimes =
  | {
      readonly fromMs: number;
      readonly toMs: number;
      /** As the API takes them; without `from` it begins now. */
      readonly sent: { readonly from?: string; readonly to: string };
    }
  | { readonly field: "start" | "end"; readonly problem: string };

/** When the silence begins and ends, or what is wrong with which field. */
export function silenceTimes({ start, at, length, until }: TimeChoice, nowMs: number): SilenceTimes {
  const isNow = start === "now";
  const fromMs = start === atTime ? Date.parse(at) : starts[start]!(new Date(nowMs));
  if (Number.isNaN(fromMs)) return { field: "start", problem: "Choose when it begins." };
  const [relative, lengthMs] = lengths[length] ?? [];
  const toMs = lengthMs === undefined ? Date.parse(until) : fromMs + lengthMs;
  if (Number.isNaN(toMs)) return { field: "end", problem: "Choose when it ends." };
  if (toMs <= fromMs)
    return {
      field: "end",
      problem: `It would end before it begins at ${formatTime(fromMs, nowMs)}. Choose a later end.`,
    };
  if (toMs <= nowMs) return { field: "end", problem: "This time is over. Choose a later end." };
  const to = new Date(toMs).toISOString();
  if (isNow) return { fromMs, toMs, sent: { to: relative ?? to } };
  return { fromMs, toMs, sent: { from: new Date(fromMs).toISOString(), to } };
}

/** `Europe/Berlin, UTC+1`: the zone of the browser at a time. */
export function zoneText(ms: number): string {
  const format = new Intl.DateTimeFormat("en", { timeZoneName: "shortOffset" });
  const offset = format.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const { timeZone } = format.resolvedOptions();
  return timeZone === "UTC" ? "UTC" : `${timeZone}, ${offset.replace("GMT", "UTC")}`;
}

/** A time as a `datetime-local` input takes it, at the full minute. */
export function inputTime(ms: number): string {
  const date = new Date(ms);
  const [month, day, hour, minute] = [
    date.getMonth() + 1,
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
  ].map((part) => String(part).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${day}T${hour}:${minute}`;
}
