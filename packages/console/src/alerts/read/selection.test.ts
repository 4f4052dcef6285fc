import { expect, test } from "vitest";
import { likeOf } from "./selection.ts";

test.each([
  ["payment * declined", "payment % declined"],
  ["card ?", "card _"],
  ["100% of order_id \\ *", String.raw`100\% of order\_id \\ %`],
])("the pattern %s is %s for LIKE", (pattern, like) => {
  expect(likeOf(pattern)).toBe(like);
});
