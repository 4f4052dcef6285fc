// What people type into From and To: a local date and time, a relative time, or `now`.
import { resolveTime } from "../../lib/time-range.ts";

const pad = (value: number): string => String(value).padStart(2, "0");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * `20 Nov 2026 13:48` in the viewer's zone; seconds only when they are not 0. When the clocks are set back, the same hour comes twice: the
 * second one has its offset, `1 Nov 2026 01:30 -0500`.
 */
export function localInput(ms: number): string {
  const date = new Date(ms);
  const text = localText(date);
  return Date.parse(text) === Math.floor(ms / 1000) * 1000 ? text : `${text} ${offsetOf(date)}`;
}

function localText(date: Date): string {
  const seconds = date.getSeconds() === 0 ? "" : `:${pad(date.getSeconds())}`;
  return `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()} ${pad(date.getHours())}:${pad(date.getMinutes())}${seconds}`;
}

function offsetOf(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}${pad(size % 60)}`;
}

/**
 * The API's expression of a typed time, or `null` when it is not a time.
 *
 * Accepts `now`, `-90m`, ISO 8601, `20 Nov 2026 13:48`, and `13:48` for today. A time without a zone is in the viewer's zone; the expression always has a zone.
 */
export function readTime(typed: string, now: number = Date.now()): string | null {
  const text = typed.trim();
  if (resolveTime(text) !== null && !/^\d{4}-\d{2}-\d{2}/.test(text)) return text;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock !== null) {
    const date = new Date(now);
    date.setHours(Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0), 0);
    return date.toISOString();
  }
  // a date alone would be UTC
  const ms = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

const day = (iso: string): string => iso.slice(0, 10);
const time = (iso: string): string => iso.slice(11, 16);

/** `12:48 – 13:48 UTC`, with the date: for the hint and the tooltip. */
export function utcSpan(fromMs: number, toMs: number): string {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  return day(from) === day(to)
    ? `${day(from)} ${time(from)} – ${time(to)} UTC`
    : `${day(from)} ${time(from)} – ${day(to)} ${time(to)} UTC`;
}
