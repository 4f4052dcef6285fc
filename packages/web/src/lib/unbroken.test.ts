import { expect, test } from "vitest";

import { unbrokenFigures } from "./unbroken.ts";

test("figures of a sentence stay on one line with their units, and its words do not", () => {
  const parts = unbrokenFigures(
    "43.3 % come after 1 min 15 s or 30 min, 3 items in 2.5 ms · 5 days, 1 d 3 h",
  );
  expect(parts.split(" ").map((part) => part.replaceAll("\u00a0", "_"))).toEqual(
    "43.3_% come after 1_min_15_s or 30_min, 3 items in 2.5_ms · 5 days, 1_d_3_h".split(" "),
  );
});
