// Days on which the clocks of a zone change, and times as a person there chooses them. They need the zone in TZ.
import type { Period } from "./requests.ts";
import type { Telemetry } from "./telemetry.ts";
import { now } from "../api/harness.ts";
import { randomOf } from "./random.ts";

const hour = 3_600_000;

/** Both changes of the year, on both sides of UTC, and one by half an hour. */
const changes = [
  ["Europe/Berlin", "2026-03-29T01:00:00Z"],
  ["America/New_York", "2026-11-01T06:00:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00:00Z"],
  ["America/New_York", "2026-03-08T07:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
] as const;

interface ClockChange {
  readonly zone: string;
  /** Of the change, Unix ms. */
  readonly at: number;
}

export function clockChangeOf(seed: number): ClockChange {
  const [zone, at] = changes[(seed - 1) % changes.length]!;
  return { zone, at: Date.parse(at) };
}

/** The same telemetry around a change of the clocks. */
export function movedTo({ at }: ClockChange, telemetry: Telemetry, seed: number): Telemetry {
  const by = Math.floor(at + randomOf(seed + 5000)() * 4 * hour - now);
  const move = <Item extends { readonly at: number }>(item: Item): Item => ({ ...item, at: item.at + by });
  return {
    spans: telemetry.spans.map(move),
    records: telemetry.records.map(move),
    from: telemetry.from + by,
    to: telemetry.to + by,
  };
}

/** What a person chooses there by the clock: the day of the change, hours before and after it, a day that begins or ends with it. */
export function localRanges({ at }: ClockChange): readonly Period[] {
  const day = new Date(at);
  const time = (days: number, hours: number): number =>
    new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hours).getTime();
  return [
    { from: time(0, 0), to: time(1, 0) },
    { from: time(0, 1), to: time(0, 4) },
    { from: time(-1, 4), to: time(0, 4) },
    { from: at, to: at + hour },
  ];
}

/** As a person writes it, with the offset of the zone at that time: `2026-10-25T02:30:00+01:00`. */
export function withOffset(ms: number): string {
  const offset = -new Date(ms).getTimezoneOffset();
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const clock = new Date(ms + offset * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(offset);
  return `${clock}${offset < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}
