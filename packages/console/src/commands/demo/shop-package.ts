// The package of the demo shop: found beside the console or in the user's cache, or installed into the cache. The console does not depend on
// it, because a console in production has no use for a database and an HTTP framework.
import { spawnSync } from "node:child_process";
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
 * @throws {ProblemError} `DEMO_NOT_INSTALLED` with what npm says, where it fails. Nothing stays in that case.
 */
export function installShop(version: string, directory: string): void {
  const spec = `${shopPackage}@${version}`;
  let made: string | undefined;
  try {
    mkdirSync(dirname(directory), { recursive: true });
    // renamed at the end, so that a broken installation is not found later
    made = mkdtempSync(`${directory}-`);
    writeFileSync(join(made, "package.json"), '{ "private": true }\n');
    runNpm(["install", spec, "--no-audit", "--no-fund", "--loglevel=error"], made);
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

/** @throws {Error} with npm's own words. */
function runNpm(args: readonly string[], cwd: string): void {
  // `npx` says which npm it is; other package managers name themselves here
  const own = process.env["npm_execpath"] ?? "";
  const [file, first] = basename(own) === "npm-cli.js" ? [process.execPath, [own]] : ["npm", []];
  const { status, stderr, error } = spawnSync(file, [...first, ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`npm ended with ${status}.\n${stderr.trim()}`);
}
