import { expect, test } from "vitest";

import { decimal } from "./fields.ts";

test("the fix of a number names values within its limits", () => {
  const fixOf = (min: number): string | undefined =>
    decimal(min, 1000).safeParse(-1).error?.issues[0]?.message.split("\n")[1];
  expect(fixOf(0)).toBe("Pass for example `250` or `0.5`.");
  expect(fixOf(1)).toBe("Pass for example `250`.");
});
