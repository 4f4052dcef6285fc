// The sentence of the preview: how often a rule would have fired in the last week, and for how long.
import type { PreviewGroup, PreviewResult } from "contract";

import { formatDuration } from "../../../lib/format-duration.ts";

type Outcome = Pick<PreviewResult, "firings" | "minutesFiring" | "groupCount" | "errors" | "groups">;

/** `Would have fired 3 times in the last week, 42 min in all`. */
export function previewOutcome({
  firings,
  minutesFiring,
  groupCount,
  errors,
  groups: read,
}: Outcome): string {
  const groups = groupCount > 1 ? ` in ${groupCount} groups` : "";
  if (firings === 0 && errors.length > 0 && !read.some(hasValue))
    return "Not known: the values cannot be read";
  if (firings === 0) return `Would not have fired in the last week${groups}`;
  const times = firings === 1 ? "once" : `${firings} times`;
  return `Would have fired ${times} in the last week${groups}, ${formatDuration(minutesFiring * 60_000)} in all`;
}

const hasValue = ({ points }: PreviewGroup): boolean => points.some(({ value }) => value !== null);
