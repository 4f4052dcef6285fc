// The library as it is built, for tests that install it: what `npm test` has built, else built here.
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";

const root = path.join(import.meta.dirname, "..");
const require = createRequire(import.meta.url);

/** Gives the folder of what is built: the one in `TELLTALE_DIST`, or one that it makes inside `folder`. */
export async function builtLibrary(folder: string): Promise<string> {
  const built = process.env["TELLTALE_DIST"];
  if (built !== undefined && built !== "") return built;
  const tsdown = path.join(path.dirname(require.resolve("tsdown/package.json")), "dist/run.mjs");
  const made = path.join(folder, "dist");
  await promisify(execFile)(process.execPath, [tsdown, "--no-dts", "--out-dir", made], { cwd: root });
  return made;
}
