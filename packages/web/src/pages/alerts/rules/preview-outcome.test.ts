import { expect, test } from "vitest";

import { previewOutcome } from "./preview-outcome.ts";

const none = { firings: 0, minutesFiring: 0, groupCount: 1, errors: [], groups: [] } as const;

test.each([
  [{ ...none, firings: 3, minutesFiring: 42 }, "Would have fired 3 times in the last week, 42 min in all"],
  [{ ...none, firings: 1, minutesFiring: 90 }, "Would have fired once in the last week, 1 h 30 min in all"],
  [
    { ...none, firings: 2, minutesFiring: 2, groupCount: 4 },
    "Would have fired 2 times in the last week in 4 groups, 2 min in all",
  ],
  [none, "Would not have fired in the last week"],
  [{ ...none, errors: ["no such column"] }, "Not known: the values cannot be read"],
])("the outcome of %j is: %s", (result, text) => expect(previewOutcome(result)).toBe(text));
