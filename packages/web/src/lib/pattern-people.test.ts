import { expect, test } from "vitest";

import { peopleText } from "./pattern-people.ts";

test.each([
  [0, "–"],
  [100, "100"],
  [4002, "≈4,002"],
])("%i people of a pattern are written as %s", (people, text) => {
  expect(peopleText(people)).toBe(text);
});
