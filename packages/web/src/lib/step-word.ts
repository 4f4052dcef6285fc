// The length of a bucket in words, for titles of charts.
import { tidy } from "./axis.ts";
import { formatDuration } from "./format-duration.ts";

const single: Readonly<Record<number, string>> = {
  1000: "second",
  60_000: "minute",
  3_600_000: "hour",
  86_400_000: "day",
};

/** For `per …` and `every …`: `minute`, `5 min`, `hour`. */
export function stepWord(stepMs: number): string {
  return single[stepMs] ?? tidy(formatDuration(stepMs));
}
