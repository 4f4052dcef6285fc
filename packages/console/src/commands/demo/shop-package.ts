// The package of the demo shop: found beside the console or in the user's cache, or installed into the cache. The console does not depend on
// it, because a console in production has no use for a database and an HTTP framework.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { ProblemError } from "../../problem/problem.ts";

export const shopPackage = "telltale-demo";

/** What the demo runs and reads of the package. */
export interface ShopPackage {
  readonly script: string;
  readonly alerts: string;
  readonly dashboards: string;
}

/** The package of `version` in the `node_modules` of the first of `directories`, or above it, that has one. */
export function findShop(version: string, directories: readonly string[]): ShopPackage | undefined {
  for (const directory of directories) {
    const manifest = resolveManifest(directory);
    if (manifest === undefined || versionIn(manifest) !== version) continue;
    const dist = join(dirname(manifest), "dist");
    // in a checkout, it may not be built
    if (!existsSync(join(dist, "main.js"))) continue;
    return {
      script: join(dist, "main.js"),
      alerts: join(dist, "alerts"),
      dashboards: join(dist, "dashboards"),
    };
  }
  return undefined;
}

function resolveManifest(directory: string): string | undefined {
  try {
    return createRequire(join(directory, "resolve.js")).resolve(`${shopPackage}/package.json`);
  } catch {
    return undefined;
  }
}

const versionIn = (manifest: string): string | undefined =>
  (JSON.parse(readFileSync(manifest, "utf8")) as { readonly version?: string }).version;

/** The directory of the user's cache for the shop of `version`. */
export function cacheDirectory(
  version: string,
  platform: NodeJS.Platform,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const ofSystem = platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
  const base = env["XDG_CACHE_HOME"] || ofSystem;
  return join(base, "telltale-console", `demo-${version}`);
}

/**
 * Installs the package of `version` with npm into `directory`, which does not exist yet.
 *
 * @param signal ends npm.
 * @throws {ProblemError} `DEMO_NOT_INSTALLED` with what npm says, where it fails or is ended. Nothing stays in that case.
 */
export async function installShop(version: string, directory: string, signal: AbortSignal): Promise<void> {
  const spec = `${shopPackage}@${version}`;
  let made: string | undefined;
  try {
    mkdirSync(dirname(directory), { recursive: true });
    // renamed at the end, so that a broken installation is not found later
    made = mkdtempSync(`${directory}-`);
    writeFileSync(join(made, "package.json"), '{ "private": true }\n');
    await installPackage(spec, made, signal);
    // not by another demo at the same time: a broken installation
    if (findShop(version, [directory]) === undefined) rmSync(directory, { recursive: true, force: true });
    renameSync(made, directory);
  } catch (cause) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    if (findShop(version, [directory]) !== undefined) return;
    throw new ProblemError(
      "DEMO_NOT_INSTALLED",
      `Cannot install ${spec}, the shop of the demo: ${(cause as Error).message}`,
      `The first demo needs npm and its registry (\`npm_config_registry\` names another one) and writes into the directory above (\`XDG_CACHE_HOME\` names another one); later ones need neither. In a checkout of Telltale, \`npm start\` runs the same demo.`,
      { cause },
    );
  }
}

/** What npm's cache has is not asked for again, in a third of the time. It may be from before this version was published: then it is. */
async function installPackage(spec: string, directory: string, signal: AbortSignal): Promise<void> {
  const install = (preference: string): Promise<void> =>
    runNpm(["install", spec, preference, "--no-audit", "--no-fund", "--loglevel=error"], directory, signal);
  try {
    await install("--prefer-offline");
  } catch (error) {
    if (signal.aborted) throw error;
    await install("--prefer-online");
  }
}

/** @throws {Error} with npm's own words. */
function runNpm(args: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
  // `npx` says which npm it is; other package managers name themselves here
  const own = process.env["npm_execpath"] ?? "";
  const [file, first] = basename(own) === "npm-cli.js" ? [process.execPath, [own]] : ["npm", []];
  const child = spawn(file, [...first, ...args], { cwd, stdio: ["ignore", "ignore", "pipe"], signal });
  let printed = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    child.on("error", (error) => (failure = error));
    // also after an error: then npm writes no more
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(failure ?? new Error(`npm ended with ${code}.\n${printed.trim()}`));
    });
  });
}
