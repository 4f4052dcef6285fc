import type { ComparedRow } from "contract";
import { expect, test } from "vitest";

import { valueWords } from "./row-words.ts";

test("errors have the unit of their row", () => {
  const words = (unit: string, value: number): string =>
    valueWords({ kind: "error", what: "occurrences", unit } as ComparedRow, value);
  expect(words("/s", 0.05)).toBe("3.00 /min");
  expect(words("/request", 0.05)).toBe("0.05 a request");
  expect(words("count", 12)).toBe("12");
});
