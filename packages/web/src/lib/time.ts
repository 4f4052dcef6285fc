// Times in the viewer's zone: `14:31`, with the day when it is not today, to the millisecond where seconds matter.
// Nanoseconds stay text or bigint: a number cannot represent them exactly.
import { locale, none } from "./locale.ts";

type Instant = number | string;

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");
const weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
const month = new Intl.DateTimeFormat(locale, { month: "short" });

/** Unix ms of an ISO time or of a number that is one already; `NaN` when it is neither. */
function toMs(at: Instant): number {
  return typeof at === "number" ? at : Date.parse(at);
}

/** Unix ms, with fractions, of a decimal count of nanoseconds. */
export function nsToMs(ns: string | bigint): number {
  const exact = BigInt(ns);
  return Number(exact / 1_000_000n) + Number(exact % 1_000_000n) / 1e6;
}

/** `14:31`; with the day when it is not the day of `now`: `Tue 17 Nov 18:02`. */
export function formatTime(at: Instant, now: number = Date.now()): string {
  const date = new Date(toMs(at));
  if (Number.isNaN(date.getTime())) return none;
  return `${dayBefore(date, now)}${clock(date)}`;
}

/** `14:31:06.251`, with the day when it is not today. */
export function formatTimeMs(at: Instant, now: number = Date.now()): string {
  const date = new Date(toMs(at));
  if (Number.isNaN(date.getTime())) return none;
  return `${dayBefore(date, now)}${clock(date)}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** `20 Nov 2026, 14:31:06.251`. */
export function formatDateTime(at: Instant): string {
  const date = new Date(toMs(at));
  if (Number.isNaN(date.getTime())) return none;
  return `${date.getDate()} ${month.format(date)} ${date.getFullYear()}, ${clock(date)}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** ISO 8601 in UTC with every known digit, for tooltips and copying. */
export function exactTime(at: Instant): string {
  const ms = toMs(at);
  return Number.isNaN(ms) ? none : new Date(ms).toISOString();
}

/** The same from nanoseconds: `2026-11-20T14:31:06.251342123Z`. */
export function exactTimeNs(ns: string | bigint): string {
  const exact = BigInt(ns);
  const whole = new Date(Number(exact / 1_000_000n)).toISOString();
  return `${whole.slice(0, 19)}.${pad(Number(exact % 1_000_000_000n), 9)}Z`;
}

/** How long something has been open: `29 min`, `3 h`, `2 d`. */
export function formatAge(since: Instant, now: number = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - toMs(since)) / 1000));
  if (Number.isNaN(seconds)) return none;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}

/** `13:48 – 14:48`; each side with its day when it is not today, and today after another day. */
export function formatSpan(from: Instant, to: Instant, now: number = Date.now()): string {
  const [first, last] = [formatTime(from, now), formatTime(to, now)];
  const isToday = first.includes(" ") && last !== none && !last.includes(" ");
  return `${first} – ${isToday ? "today " : ""}${last}`;
}

const clock = (date: Date): string => `${pad(date.getHours())}:${pad(date.getMinutes())}`;

function dayBefore(date: Date, now: number): string {
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return "";
  const year = date.getFullYear() === today.getFullYear() ? "" : ` ${date.getFullYear()}`;
  return `${weekday.format(date)} ${date.getDate()} ${month.format(date)}${year} `;
}
