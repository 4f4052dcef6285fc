// `npm run build`: builds the published packages, the pages and the documentation site, each only when its sources have changed since, and as
// many at a time as there are cores.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { linkCommands } from "./bin-links.ts";
import { projectPages } from "./docs-site/pages.ts";
import { packedFiles } from "./packed-files.ts";
import { runSteps, script, type Step } from "./step.ts";
import { root, sourceFiles } from "./source-files.ts";

/** A build: what it reads and what it writes. */
export interface Target extends Step {
  /** Folders whose change makes a new build necessary. */
  readonly from: readonly string[];
  /** The output of the build. */
  readonly output: string;
}

const lines = "tools/short-lines.ts";
const notices = "tools/third-party-notices.ts";
/** The packages whose sources the console runs. */
export const consoleSources: readonly string[] = [
  "packages/console/",
  "packages/otlp/",
  "packages/contract/",
  "packages/catalog/",
  "packages/alerts/",
  "packages/detect/",
  "packages/quoting/",
];
/** All builds, in their order. */
export const targets: readonly Target[] = [
  {
    ...target(
      "telltale",
      ["tsdown"],
      ["packages/telltale/", "packages/otlp/", "packages/catalog/", "packages/quoting/", lines, notices],
      "dist/index.js",
    ),
    cost: 30,
  },
  target("console", ["tsdown"], [...consoleSources, ...packedFiles, lines, notices], "dist/cli.js"),
  target(
    "cli",
    ["tsdown"],
    [
      "packages/cli/",
      "packages/contract/",
      "packages/catalog/",
      "packages/alerts/",
      "packages/detect/",
      "packages/otlp/",
      "packages/quoting/",
      "tsconfig.declarations.json",
      lines,
      notices,
    ],
    "dist/cli.js",
  ),
  target(
    "eslint-plugin",
    ["tsdown"],
    ["packages/eslint-plugin/", "packages/catalog/", "packages/quoting/", lines, notices],
    "dist/index.js",
  ),
  target(
    "create-telltale",
    ["tsdown"],
    ["packages/create-telltale/", "packages/quoting/", lines],
    "dist/cli.js",
  ),
  target("demo", ["tsdown"], ["packages/demo/", "examples/shop/", lines], "dist/main.js"),
  {
    ...target(
      "web",
      ["vite", "build"],
      ["packages/web/", "packages/contract/", "packages/quoting/", notices],
      "vite.config.ts",
    ),
    output: "packages/console/dist/web/index.html",
    // Vitest has NODE_ENV=test, with which React's development build would be packed.
    env: { NODE_ENV: "production" },
  },
  {
    name: "build docs",
    command: script("docs-site"),
    from: [
      "docs/",
      "tools/docs-",
      "packages/web/src/ui/tokens.css",
      "packages/web/src/ui/font.css",
      "packages/web/public/",
      ...projectPages,
    ],
    output: "packages/console/dist/docs/index.html",
  },
];

/**
 * Brings everything up to date, or what `names` say: `console`, `docs`. Gives whether it worked.
 *
 * @throws {Error} for a name that nothing has.
 */
export async function build(names: readonly string[] = []): Promise<boolean> {
  const known = targets.map(({ name }) => name.replace("build ", ""));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(`Cannot build \`${unknown}\`: expected some of ${known.join(", ")}, or nothing for all.`);
  const chosen = buildSteps().filter(
    ({ name }) => names.length === 0 || names.includes(name.replace("build ", "")),
  );
  return (await runSteps(chosen, { stopAtFailure: true })).failed === 0;
}

/** The builds whose sources have changed. Their names are `build console`, `build docs` and so on. */
export function buildSteps(): readonly Step[] {
  return targets.flatMap((one) => {
    const sources = fingerprint(one);
    if (isFresh(one, sources)) return [];
    return [{ ...one, onPassed: () => finish(one, sources) }];
  });
}

function target(name: string, command: [string, ...string[]], from: string[], output: string): Target {
  return {
    name: `build ${name}`,
    command,
    cwd: path.join(root, "packages", name),
    from,
    output: `packages/${name}/${output}`,
  };
}

/** The file, from the root, that says of which sources the target was built last. */
export const stampOf = ({ name }: Target): string =>
  path.join("node_modules/.cache/telltale", name.replace(" ", "-"));
const stamp = (one: Target): string => path.join(root, stampOf(one));

function isFresh(one: Target, sources: string): boolean {
  if (!existsSync(path.join(root, one.output)) || !existsSync(stamp(one))) return false;
  return readFileSync(stamp(one), "utf8") === sources;
}

/** Remembers of what it was built: a file that changed meanwhile makes it stale. */
function finish(one: Target, sources: string): void {
  mkdirSync(path.dirname(stamp(one)), { recursive: true });
  writeFileSync(stamp(one), sources);
  linkCommands(root, ["telltale", "console", "cli", "create-telltale"]);
}

function fingerprint({ from, env = {} }: Target): string {
  const hash = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .update(JSON.stringify(env));
  for (const file of sourceFiles("")) {
    if (from.some((folder) => file.startsWith(folder)) && !readme.test(file))
      hash.update(file).update(manifest.test(file) ? builtFrom(file) : readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

/** Only packed, not built. */
const readme = /^packages\/[^/]+\/README\.md$/;
const manifest = /^packages\/[^/]+\/package\.json$/;
/** Fields that only the page of the package at npm shows. */
const aboutFields: ReadonlySet<string> = new Set(["homepage", "bugs", "author", "repository", "keywords"]);

/** What builds read of a package.json, however it is formatted. */
function builtFrom(file: string): string {
  const content = JSON.parse(readFileSync(path.join(root, file), "utf8")) as Record<string, unknown>;
  return JSON.stringify(Object.entries(content).filter(([name]) => !aboutFields.has(name)));
}

if (import.meta.main) process.exitCode = await buildNamed(process.argv.slice(2));

async function buildNamed(names: readonly string[]): Promise<number> {
  try {
    return (await build(names)) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
}
