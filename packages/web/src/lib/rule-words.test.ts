import { expect, test } from "vitest";

import { hasAnomaly } from "./rule-words.ts";

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
