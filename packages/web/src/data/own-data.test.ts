import { expect, test } from "vitest";

import { ownData } from "./own-data.ts";

test("an answer to an earlier question is not that to this one", () => {
  expect(ownData({ data: 7, isPlaceholderData: false })).toBe(7);
  expect(ownData({ data: 7, isPlaceholderData: true })).toBeUndefined();
  expect(ownData({ data: undefined, isPlaceholderData: false })).toBeUndefined();
});
