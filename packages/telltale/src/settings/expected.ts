// What settings expect, in the words of messages. Loaded with the first mistake.
import { only, optionNames, rangeOf, switchValues } from "./declaration.ts";
import type { Setting } from "./setting.ts";

/** What `setting` expects, in words. */
export function expectedOf(setting: Setting): string {
  const { type, expected, least = 1, values = [], of = [] } = setting;
  if (expected !== undefined) return expected;
  switch (type) {
    case "flag":
      return "true or false";
    case "whole":
    case "number":
      return `a ${type === "whole" ? "whole number" : "number"} ${rangeText(setting)}`.trimEnd();
    case "timeout":
      return `whole milliseconds from 1 to 2147483647, or Infinity for no limit`;
    case "text":
      return least > 1 ? `a text of at least ${least} characters` : "a non-empty text";
    case "url":
      return "an absolute http or https URL";
    case "key":
      return `a text or bytes of at least ${least}`;
    case "choice":
      return `one of ${values.join(", ")}`;
    case "list":
      return `a list: ${expectedOf(only(setting))} each`;
    case "either":
      return (of as readonly Setting[]).map(expectedOf).join(", or ");
    case "group": {
      const names = optionNames(setting.settings ?? {}).join(", ");
      return [switchValues(setting).join(", "), `an object with ${names}`].filter(Boolean).join(" or ");
    }
    default:
      return type === "record" ? `an object by name: ${expectedOf(only(setting))} each` : "another value";
  }
}

function rangeText(setting: Setting): string {
  const [least, most] = rangeOf(setting);
  const hasMost = most < Number.MAX_SAFE_INTEGER;
  if (setting.above !== undefined)
    return `of more than ${setting.above}${hasMost ? `, ${most} at most` : ""}`;
  if (!hasMost) return least === -Number.MAX_VALUE ? "" : `of at least ${least}`;
  return `from ${least} to ${most}`;
}

/** What a variable for `setting` expects: bytes cannot stand in it, and 0 is no limit. */
export function expectedInText(setting: Setting): string {
  if (setting.type === "timeout") return "whole milliseconds from 0 to 2147483647, 0 for no limit";
  return setting.type === "key" && setting.expected === undefined
    ? `at least ${setting.least} characters`
    : expectedOf(setting);
}
