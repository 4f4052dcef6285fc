// A pattern of log records or events with its figures, to copy as Markdown.
import type { LogPattern } from "contract";

import { formatCount } from "../../lib/format.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";
import { peopleText } from "../../lib/pattern-people.ts";
import { exactTime } from "../../lib/time.ts";

/** @param isCompared whether there are records of the period before to compare with. */
export function patternFinding(pattern: LogPattern, isCompared: boolean): MarkdownFinding {
  const { template, eventName, state, count, before, errors, people, services, first, last } = pattern;
  const kind = eventName === "" ? "log pattern" : `pattern of the event ${eventName}`;
  const title = state === "steady" ? kind : `${state} ${kind}`;
  return {
    title: title.charAt(0).toUpperCase() + title.slice(1),
    ...(template !== "" && { code: template }),
    facts: [
      ["Records", formatCount(count)],
      ["In the period before", isCompared ? formatCount(before) : ""],
      ["Errors", formatCount(errors)],
      ["People", peopleText(people)],
      ["Services", services.join(", ")],
      ["First seen", exactTime(first)],
      ["Last seen", exactTime(last)],
    ],
  };
}
