import { expect, test } from "vitest";

import { pressKey } from "./press-key.ts";

test("the browser does nothing with a key that did something on the page, and what it always does with others", () => {
  const actions = new Map([
    ["j", () => true],
    ["k", () => false],
  ]);
  const isPrevented = (key: string): boolean => {
    let prevented = false;
    pressKey({ key, preventDefault: () => (prevented = true) }, (one) => actions.get(one));
    return prevented;
  };
  expect(["j", "k", "x"].map(isPrevented)).toEqual([true, false, false]);
});
