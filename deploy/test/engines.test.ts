import { expect, test } from "vitest";
import { oldestOf } from "../images/source/engines.ts";
import { readRange } from "../images/source/range.ts";

test.each([
  [20, ["*"], "20.0.0"],
  [20, [""], "20.0.0"],
  [20, [">=18 <25"], "20.0.0"],
  [18, [">=18 <25"], "18.0.0"],
  [20, [">= 18.19.0", "^18.19.0 || >=20.6.0"], "20.6.0"],
  [22, ["20 || >=22.3"], "22.3.0"],
  [22, ["~22.4.1"], "22.4.1"],
  [22, [">22.4"], "22.5.0"],
  [22, ["18.x - 22.x", "^22.1"], "22.1.0"],
  [22, ["v22.2.0-rc.1"], "22.2.0"],
  // The oldest that one range allows is not in the other's.
  [20, ["20.1.0 || >=20.8.0", "<20.1 || >=20.5"], "20.8.0"],
])("the oldest version of Node.js %d in %j is %s", (major, ranges, oldest) => {
  expect(oldestOf(major, ranges)).toBe(oldest);
});

test.each([
  ["^0", [0, 0, 0], [1, 0, 0]],
  ["^0.x", [0, 0, 0], [1, 0, 0]],
  ["^0.0", [0, 0, 0], [0, 1, 0]],
  ["^0.0.0", [0, 0, 0], [0, 0, 1]],
  ["^0.0.3", [0, 0, 3], [0, 0, 4]],
  ["^0.2.3", [0, 2, 3], [0, 3, 0]],
  ["^1.0.0", [1, 0, 0], [2, 0, 0]],
  ["^*", [0, 0, 0], undefined],
])("%s is what npm reads", (range, from, to) => {
  expect(readRange(range)).toEqual([{ from, to }]);
});

test.each([
  [20, [">=22"], "No version of Node.js 20 fits `>=22`."],
  [26, [">=18 <25"], "No version of Node.js 26 fits `>=18 <25`."],
  [20, ["20.1.0", "20.2.0"], "No version of Node.js 20 fits `20.2.0`."],
  [20, ["latest"], "Cannot read the range `latest` of `engines`."],
])("Node.js %d in %j has none: %s", (major, ranges, message) => {
  expect(() => oldestOf(major, ranges)).toThrow(message);
});
