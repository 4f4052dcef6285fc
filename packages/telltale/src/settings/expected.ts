// What settings expect, in the words of messages. Loaded with the first mistake.
import { only, optionNames, rangeOf, switchValues } from "./declaration.ts";
import type { Setting } from "./setting.ts";

/** What `setting` expects, in words. */
export function expectedOf(setting: Setting): string {
  return setting.expected ?? describers[setting.type]?.(setting) ?? another;
}

const another = "another value";

/** What each entry of a list or of an object by name is expected to be; nothing where there are no words for it. */
function eachOf(setting: Setting): string {
  const entry = expectedOf(only(setting));
  return entry === another ? "" : `: ${entry} each`;
}

/** The words for each type that has some. */
const describers: Partial<Record<Setting["type"], (setting: Setting) => string>> = {
  flag: () => "true or false",
  whole: (setting) => `a whole number ${rangeText(setting)}`.trimEnd(),
  number: (setting) => `a number ${rangeText(setting)}`.trimEnd(),
  timeout: () => "whole milliseconds from 1 to 2147483647, or Infinity for no limit",
  text: ({ least = 1 }) => (least > 1 ? `a text of at least ${least} characters` : "a non-empty text"),
  url: () => "an absolute http or https URL",
  key: ({ least = 1 }) => `a text or bytes of at least ${least}`,
  choice: ({ values = [] }) => `one of ${values.join(", ")}`,
  list: (setting) => `a list${eachOf(setting)}`,
  either: ({ of = [] }) => (of as readonly Setting[]).map(expectedOf).join(", or "),
  group(setting) {
    const names = optionNames(setting.settings ?? {}).join(", ");
    return [switchValues(setting).join(", "), `an object with ${names}`].filter(Boolean).join(" or ");
  },
  record: (setting) => `an object by name${eachOf(setting)}`,
};

function rangeText(setting: Setting): string {
  const [least, most] = rangeOf(setting);
  const hasMost = most < Number.MAX_SAFE_INTEGER;
  if (setting.above !== undefined)
    return `of more than ${setting.above}${hasMost ? `, ${most} at most` : ""}`;
  if (!hasMost) return least === -Number.MAX_VALUE ? "" : `of at least ${least}`;
  return `from ${least} to ${most}`;
}

/** What a variable for `setting` expects: bytes cannot be in it, and 0 means no limit. */
export function expectedInText(setting: Setting): string {
  if (setting.type === "timeout") return "whole milliseconds from 0 to 2147483647, 0 for no limit";
  return setting.type === "key" && setting.expected === undefined
    ? `at least ${setting.least} characters`
    : expectedOf(setting);
}
