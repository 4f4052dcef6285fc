// The library's own code throws inside of a call that the application makes with a function of its own: the function is called once, and the caller
// gets what it gave, at each place that the call reaches.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { patience } from "../../../../tools/testing/patience.ts";

interface Printed {
  /** How many places each call reaches. */
  readonly reached: Readonly<Record<string, number>>;
  readonly differences: readonly unknown[];
}

test("calls with a function call it once and give what it gives, whichever place throws", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--conditions=telltale-source",
      `--import=${path.join(import.meta.dirname, "plant.ts")}`,
      path.join(import.meta.dirname, "entry-points.ts"),
    ],
    { env: { ...process.env, TELLTALE_CRASH_FILE: "false" }, maxBuffer: 64 << 20, timeout: patience(60_000) },
  );
  const { reached, differences } = JSON.parse(stdout) as Printed;
  expect(differences).toEqual([]);
  expect(Object.entries(reached).filter(([, places]) => places < 20)).toEqual([]);
}, 120_000);
