// A run that has only so many minutes: on a machine that is slow, files of the longer runs that would end too late are not begun. Each says
// so, and the end of the run names them. What `npm test` runs is never left out.
import path from "node:path";

import type { Plugin } from "vitest/config";

import { root } from "../source-files.ts";
import { isExtended } from "./tiers.ts";
import { notBegun, readLastRun } from "./times.ts";

/** When the run should be over, Unix ms; `undefined`: whenever it is. */
export function chosenDeadline(
  value: string | undefined = process.env["TELLTALE_TEST_DEADLINE"],
): number | undefined {
  return value === undefined || value === "" ? undefined : Number(value);
}

/** How many times what was recorded a file may take on such a machine. */
const slower = 4;
/** What a file takes that was never recorded, ms. */
const unknownMs = 20_000;

/** Gives the files that would end after `deadline` a test that is skipped instead of their own. A file is read when its turn comes. */
export function keepDeadline(deadline: number, now: () => number = Date.now): Plugin {
  const wallMs = new Map(readLastRun()?.files.map(({ file, wallMs: ms }) => [file, ms]));
  return {
    name: "telltale-deadline",
    enforce: "pre",
    transform(_code, id) {
      const file = path.relative(root, id);
      if (!file.endsWith(".test.ts") || !isExtended(file)) return undefined;
      if (now() + slower * (wallMs.get(file) ?? unknownMs) <= deadline) return undefined;
      return { code: `import { test } from "vitest"; test.skip("${notBegun}", () => {});`, map: null };
    },
  };
}
