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

test.each([
  [true, "without data"],
  [false, "with data"],
])("`absent: %s` is named %s", (absent, words) => {
  expect(conditionWords({ when: { absent } }, "1")).toBe(words);
});
