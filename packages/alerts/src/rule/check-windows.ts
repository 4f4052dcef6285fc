// Windows shorter than the time between evaluations: no evaluation looks at what is between two of them. Forecasts from a past with too few
// evaluations: they never predict anything.
import { durationMs, formatDuration } from "catalog/duration";
import { joinPath, type Problem } from "catalog/problem";
import type { Source } from "../source/sources.ts";
import { type Condition, forecastPoints, type Member, membersOf } from "./condition.ts";
import type { AlertRule } from "./rule.ts";

/** Of a rule and of all members of its condition. */
export function checkWindows(
  { on, window, every = "1m", when }: Pick<AlertRule, "on" | "window" | "every" | "when">,
  path: string,
): Problem[] {
  const own = on !== undefined || isUsed(on, when) ? tooShort(window, every, path) : [];
  return [
    ...own,
    ...tooFew(when, every, joinPath(path, "when")),
    ...checkMembers(when, on, every, joinPath(path, "when")),
  ];
}

function checkMembers(when: Condition, on: Source | undefined, every: string, path: string): Problem[] {
  return membersOf(when).flatMap((member, index) => {
    const place = "not" in when ? joinPath(path, "not") : joinPath(joinPath(path, listOf(when)), index);
    const source = member.on ?? on;
    const own =
      source !== undefined || isUsed(source, member.when) ? tooShort(member.window, every, place) : [];
    const inner = joinPath(place, "when");
    return [...own, ...tooFew(member.when, every, inner), ...checkMembers(member.when, source, every, inner)];
  });
}

const listOf = (when: Condition): "all" | "any" => ("all" in when ? "all" : "any");

/** Whether a member looks at a source over the window of what it is in. */
function isUsed(on: Source | undefined, when: Condition): boolean {
  return membersOf(when).some((member: Member) => {
    const source = member.on ?? on;
    return member.window === undefined && (source !== undefined || isUsed(source, member.when));
  });
}

function tooShort(window: string | undefined, every: string, path: string): Problem[] {
  if (window === undefined) return [];
  const windowMs = durationMs(window);
  // shorter than a second is a mistake of its own
  if (windowMs < 1000 || windowMs >= durationMs(every)) return [];
  return [
    {
      path: joinPath(path, "window"),
      message: `is \`${window}\`, shorter than \`every\` of \`${every}\`: no evaluation looks at what is between two windows.`,
      fix: `Write a window of \`${every}\` or more.`,
    },
  ];
}

/** A line needs so many evaluations: the first one, and as many intervals as are between them. */
function tooFew(when: Condition, every: string, path: string): Problem[] {
  if (!("forecast" in when)) return [];
  const { within, over = within } = when.forecast;
  const [overMs, everyMs] = [durationMs(over), durationMs(every)];
  const least = forecastPoints - 1;
  // shorter than a second is a mistake of its own
  if (overMs < 1000 || overMs >= least * everyMs) return [];
  const field = when.forecast.over === undefined ? "within" : "over";
  return [
    {
      path: joinPath(joinPath(path, "forecast"), field),
      message: `is \`${over}\`, which has ${Math.floor(overMs / everyMs) + 1} evaluations at \`every\` of \`${every}\`: a forecast needs ${forecastPoints}.`,
      fix: `Write \`over: ${formatDuration(least * everyMs)}\` or more, or evaluate more often.`,
    },
  ];
}
