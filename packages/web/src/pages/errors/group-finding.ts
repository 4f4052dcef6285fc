// An error group with its figures, to copy as Markdown.
import { measureOf } from "catalog/measures";
import { type ErrorGroup, errorLine } from "contract";

import { formatCount } from "../../lib/format.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { exactRisk } from "../../lib/error-group.ts";
import { knownPeople } from "../../lib/known-people.ts";
import { withMore } from "../../lib/with-more.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";
import { exactTimeNs } from "../../lib/time.ts";

export function groupFinding(group: ErrorGroup): MarkdownFinding {
  const { type, text, count, unhandledCount, users, services, releases } = group;
  return {
    title: `Error: ${type === "" ? "Error" : type}`,
    code: errorLine(text),
    facts: [
      ["Errors", `${formatCount(count)}, ${formatCount(unhandledCount)} of them unhandled`],
      [measureOf("users").name, formatMeasure("users", knownPeople(users))],
      ["Amount at risk", exactRisk(group)],
      ["Services", withMore(services, group.truncatedServices)],
      ["Versions", withMore(releases, group.truncatedReleases)],
      ["First seen", exactTimeNs(group.firstSeenNs)],
      ["Last seen", exactTimeNs(group.lastSeenNs)],
      ["State", group.state.state],
    ],
  };
}
