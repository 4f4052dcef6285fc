import { expect, test } from "vitest";

import { shortPlace } from "./place.ts";

test.each([
  ["charge /srv/shop/src/charge.ts", "charge …/src/charge.ts"],
  ["charge src/charge.ts", "charge src/charge.ts"],
  ["https://shop.example/assets/index.js", "…/assets/index.js"],
  ["charge", "charge"],
  ["", ""],
])("%s is shown as %s", (place, expected) => {
  expect(shortPlace(place)).toBe(expected);
});
