import { expect, test } from "vitest";

import { describe as describeChange, readChanged } from "./command.ts";

test("reads the commit, folders and what is for Vitest", () => {
  expect(readChanged(["--project", "unit"])).toBeUndefined();
  expect(readChanged(["--changed"])).toEqual({ list: false, below: [], rest: [] });
  expect(readChanged(["--changed", "HEAD", "--list"])).toEqual({
    base: "HEAD",
    list: true,
    below: [],
    rest: [],
  });
  expect(readChanged(["--changed=HEAD~1", "packages/otlp", "--bail", "1"])).toEqual({
    base: "HEAD~1",
    list: false,
    below: ["packages/otlp"],
    rest: ["--bail", "1"],
  });
  expect(readChanged(["--changed", "packages/otlp"])).toEqual({
    list: false,
    below: ["packages/otlp"],
    rest: [],
  });
});

test("prints what changed, how many tests it affects, and why", () => {
  const affected = {
    files: ["b.test.ts"],
    reasons: new Map([["start the built console", 1]]),
    total: 9,
    unused: ["a.md"],
  };
  expect(describeChange(["a.md", "b.ts"], affected)).toBe(
    [
      "2 files changed:",
      "  a.md",
      "  b.ts",
      "No test needs these:",
      "  a.md",
      "1 of 9 test files are affected:",
      "     1 start the built console",
    ].join("\n"),
  );
});

test("says when there is nothing to run", () => {
  const none = { files: [], reasons: new Map<string, number>(), total: 9, unused: ["knip.json"] };
  expect(describeChange(["knip.json"], none)).toBe("1 file changed:\n  knip.json\nNo test needs them:");
  expect(describeChange([], { ...none, unused: [] })).toBe("No file changed: there is no test to run.");
});
