// @module-tag extended
// The library's own code throws inside of a call of the application: its function is called once, and it gets what that gave, at each place that the
// call reaches. Every function of the public surface that an application calls while it works is tried.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { patience } from "../../../../tools/testing/patience.ts";

interface Printed {
  /** How many places each call reaches. */
  readonly reached: Readonly<Record<string, number>>;
  readonly differences: readonly unknown[];
  /** Functions that none of the calls tries. */
  readonly untried: readonly string[];
}

test("calls of an application give what they give without it, whichever place throws", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--conditions=telltale-source",
      `--import=${path.join(import.meta.dirname, "plant.ts")}`,
      path.join(import.meta.dirname, "entry-points.ts"),
    ],
    { env: { ...process.env, TELLTALE_CRASH_FILE: "false" }, maxBuffer: 64 << 20, timeout: patience(60_000) },
  );
  const { reached, differences, untried } = JSON.parse(stdout) as Printed;
  expect(untried).toEqual([]);
  expect(differences).toEqual([]);
  expect(Object.entries(reached).filter(([, places]) => places < 20)).toEqual([]);
});
