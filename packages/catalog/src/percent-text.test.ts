import { expect, test } from "vitest";

import { percentText } from "./percent-text.ts";

test.each([
  [0.2312, 3, "23.1 %"],
  [0, 3, "0 %"],
  [1, 3, "100 %"],
  // what is not all is never all
  [0.9996, 3, "99.96 %"],
  [0.99997, 3, ">99.99 %"],
  [0.84123, 4, "84.12 %"],
  [-0.5, 3, "-50 %"],
])("%s with %s digits is %s", (share, digits, text) => {
  expect(percentText(share, digits)).toBe(text);
});
