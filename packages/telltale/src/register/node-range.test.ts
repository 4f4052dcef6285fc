// What `engines.node` of real packages says, at the last version in and the first one out.
import { expect, test } from "vitest";
import { compareVersions, isInRange } from "./node-range.ts";

test.each([
  ["^18.19.0 || >=20.6.0", ["18.19.0", "18.20.8", "20.6.0", "26.1.0"], ["18.18.2", "19.9.0", "20.5.1"]],
  [">=22.15.0", ["22.15.0", "23.0.0"], ["22.14.9"]],
  [">= 18", ["18.0.0"], ["17.9.9"]],
  [">=14.19 <22", ["14.19.0", "21.9.9"], ["14.18.0", "22.0.0"]],
  ["20.x", ["20.0.0", "20.99.0"], ["21.0.0"]],
  ["~20.10.0", ["20.10.5"], ["20.11.0"]],
  ["<=20.1.0 || >24.0.0", ["20.1.0", "24.0.1"], ["20.1.1", "24.0.0"]],
  ["18.19.1", ["18.19.1"], ["18.19.0", "18.19.2"]],
  ["*", ["4.0.0"], []],
  ["whatever", ["18.0.0"], []],
])("%s", (range, inside, outside) => {
  expect(inside.filter((version) => !isInRange(version, range))).toEqual([]);
  expect(outside.filter((version) => isInRange(version, range))).toEqual([]);
});

test("versions are compared as numbers", () => {
  expect(["0.9.0", "0.223.0", "0.30.1"].toSorted(compareVersions)).toEqual(["0.9.0", "0.30.1", "0.223.0"]);
});
