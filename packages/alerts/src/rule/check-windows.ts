// Windows shorter than the time between evaluations: no evaluation looks at what is between two of them.
import { durationMs } from "catalog/duration";
import { joinPath, type Problem } from "catalog/problem";
import type { Source } from "../source/sources.ts";
import { type Condition, type Member, membersOf } from "./condition.ts";
import type { AlertRule } from "./rule.ts";

/** Of a rule and of all members of its condition. */
export function checkWindows(
  { on, window, every = "1m", when }: Pick<AlertRule, "on" | "window" | "every" | "when">,
  path: string,
): Problem[] {
  const own = on !== undefined || isUsed(on, when) ? tooShort(window, every, path) : [];
  return [...own, ...checkMembers(when, on, every, joinPath(path, "when"))];
}

function checkMembers(when: Condition, on: Source | undefined, every: string, path: string): Problem[] {
  return membersOf(when).flatMap((member, index) => {
    const place = "not" in when ? joinPath(path, "not") : joinPath(joinPath(path, listOf(when)), index);
    const source = member.on ?? on;
    const own =
      source !== undefined || isUsed(source, member.when) ? tooShort(member.window, every, place) : [];
    return [...own, ...checkMembers(member.when, source, every, joinPath(place, "when"))];
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
