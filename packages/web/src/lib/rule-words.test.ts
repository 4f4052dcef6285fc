import { expect, test } from "vitest";

import { conditionWords, hasAnomaly } from "./rule-words.ts";

test.each([
  [{}, false],
  [{ when: { below: 0.9 } }, false],
  [{ when: { anomaly: {} } }, true],
  [{ when: { any: [{ when: { above: 3 } }, { when: { anomaly: {} } }] } }, true],
  [{ when: { all: [{ when: { all: [{ when: { anomaly: {} } }] } }] } }, true],
  [{ when: { not: { when: { anomaly: {} } } } }, false],
  [{ when: { all: "<b>", any: 3 } }, false],
  [{ when: "<b>" }, false],
])("the rule %j fires on an anomaly: %s", (content, expected) => {
  expect(hasAnomaly(content)).toBe(expected);
});

test("a change by a factor names it", () => {
  const words = (change: object): string =>
    conditionWords({ when: { change: { ago: "7d", ...change } } }, "1");
  expect(words({ times: 20 })).toBe("more than 20 times the value of 7 d earlier");
  expect(words({ times: 20, below: -0.5 })).toBe(
    "more than 20 times or more than 50.0 % below the value of 7 d earlier",
  );
});

test.each([
  [true, "without data"],
  [false, "with data"],
])("`absent: %s` is named %s", (absent, words) => {
  expect(conditionWords({ when: { absent } }, "1")).toBe(words);
});
