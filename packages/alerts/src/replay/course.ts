// A value over time: `0.4`, or `{ start: 0.4, "10:00": 0.2 }`.
import { parseDurationMs } from "catalog/duration";
import { parseInstant } from "../shape/instant.ts";

/**
 * A number, or numbers by the time from which they hold: `start`, a time of day in UTC (`"10:00"`), a time after the start (`"+90m"`), or an
 * instant (`"2026-03-02T10:00:00Z"`).
 */
export type Course = number | Readonly<Record<string, number>>;

const dayMs = 86_400_000;

/** What values may be. */
const ranges = {
  any: { text: "a number", fits: (value: number) => typeof value === "number" },
  positive: { text: "0 or more", fits: (value: number) => Number.isFinite(value) && value >= 0 },
  share: { text: "0 to 1", fits: (value: number) => value >= 0 && value <= 1 },
};

/** The value at each time. @throws {RangeError} that names the value, or the time, that cannot be. */
export function courseOf(
  course: Course,
  from: number,
  name: string,
  range: keyof typeof ranges = "any",
): (at: number) => number {
  if (course === undefined || course === null)
    throw new RangeError(`\`${name}\` is missing; expected a number, or numbers by time.`);
  const { text, fits } = ranges[range];
  const wrong = (typeof course === "number" ? [course] : Object.values(course)).find((one) => !fits(one));
  if (wrong !== undefined) throw new RangeError(`\`${name}\` is ${wrong}; expected ${text}.`);
  if (typeof course === "number") return () => course;
  const steps = Object.entries(course)
    .map(([time, value]) => [momentOf(time, from, name), value] as const)
    .toSorted(([a], [b]) => a - b);
  const first = steps[0];
  if (first === undefined || first[0] > from)
    throw new RangeError(`\`${name}\` has no value for the start of the scenario. Add \`start: …\`.`);
  return (at) => {
    let current = first[1];
    for (const [begin, value] of steps) if (begin <= at) current = value;
    return current;
  };
}

/** Unix ms of a time that is written as in a {@link Course}. @throws {RangeError} for anything else. */
export function momentOf(text: string, from: number, name = "time"): number {
  if (text === "start") return from;
  const offset = text.startsWith("+") ? parseDurationMs(text.slice(1)) : undefined;
  if (offset !== undefined) return from + offset;
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours !== undefined) {
    const time = Math.floor(from / dayMs) * dayMs + Number(hours) * 3_600_000 + Number(minutes) * 60_000;
    // a scenario over midnight
    return time < from ? time + dayMs : time;
  }
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  throw new RangeError(
    `\`${name}\` has the time \`${text}\`. Write \`start\`, a time of day such as \`10:00\`, or a time after the start such as \`+90m\`.`,
  );
}
