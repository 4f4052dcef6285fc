// The command behind `deploy/images/build`: builds the packages, then the images, and ends with a summary.
import { readFileSync } from "node:fs";
import path from "node:path";
import { CommanderError } from "commander";

import { build } from "../../tools/build.ts";
import { root } from "../../tools/source-files.ts";
import { readSettings } from "./options.ts";
import { runBuild } from "./run.ts";
import { summaryOf } from "./summary.ts";

const { version } = JSON.parse(readFileSync(path.join(root, "packages/telltale/package.json"), "utf8")) as {
  readonly version: string;
};

async function main(): Promise<number> {
  const settings = readSettings(process.argv.slice(2), {
    cwd: process.env["INIT_CWD"] ?? process.cwd(),
    cache: process.env["TELLTALE_IMAGES_CACHE"] ?? path.join(root, ".cache", "images"),
    version,
  });
  if (!(await build())) return 1;
  const result = await runBuild(settings, (line) => console.error(line));
  for (const line of summaryOf(result)) console.log(line);
  return result.failures.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  // commander has printed it
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode;
}
