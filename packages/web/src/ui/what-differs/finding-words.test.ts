import { expect, test } from "vitest";

import { intervalOf } from "./finding-words.ts";

test("an interval is drawn from its end that is nearer to zero to the other, whatever its sign", () => {
  const interval = { left: 25, width: 50, at: 50 };
  expect(intervalOf({ atLeast: 0.25, difference: 0.5, low: 0.25, high: 0.75 })).toEqual(interval);
  expect(intervalOf({ atLeast: 0.25, difference: -0.5, low: -0.75, high: -0.25 })).toEqual(interval);
});
