// Parts of the week in a time zone, and labels that match: when a message is withheld.
import { wildcard } from "catalog/wildcard";
import { labelOf, type Labels } from "../condition/sample.ts";
import type { Schedule } from "../rule/rule.ts";

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** Whether a time (Unix ms) is in the schedule. */
export function scheduleOf({
  days = weekdays,
  from = "00:00",
  to = "24:00",
  timeZone = "UTC",
}: Schedule): (at: number) => boolean {
  const [begin, end] = [minutesOf(from), minutesOf(to)];
  const clock = clockOf(timeZone);
  const isOn = (index: number): boolean => days.includes(weekdays[(index + 7) % 7]!);
  return (at) => {
    const { day, minute } = clock(at);
    if (begin < end) return isOn(day) && minute >= begin && minute < end;
    // over midnight: the part after it belongs to the day before
    return (isOn(day) && minute >= begin) || (isOn(day - 1) && minute < end);
  };
}

function minutesOf(text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  return hours! * 60 + minutes!;
}

/** The day of the week and the minute of the day in a time zone. */
function clockOf(timeZone: string): (at: number) => { readonly day: number; readonly minute: number } {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = weekdays.indexOf(parts.get("weekday")!.toLowerCase() as (typeof weekdays)[number]);
    return { day, minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")) };
  };
}

/** Whether labels have all values of `match`, in which `*` matches any text and `?` one character. */
export function matcherOf(match: Labels): (labels: Labels) => boolean {
  const tests = Object.entries(match).map(([name, wanted]) => [name, wildcard(wanted)] as const);
  return (labels) =>
    tests.every(([name, fits]) => {
      const value = labelOf(labels, name);
      return value !== undefined && fits(value);
    });
}
