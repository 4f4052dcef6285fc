// Builds the published packages, the pages and the documentation site, each only when its sources have changed since.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { linkCommands } from "./bin-links.ts";
import { projectPages } from "./docs-site/pages.ts";
import { runSteps, script, type Step } from "./step.ts";
import { root, sourceFiles } from "./source-files.ts";

interface Target extends Step {
  /** Folders whose change makes a new build necessary. */
  readonly from: readonly string[];
  /** The output of the build. */
  readonly output: string;
}

const lines = "tools/short-lines.ts";
const notices = "tools/third-party-notices.ts";
const targets: readonly Target[] = [
  target(
    "telltale",
    ["tsdown"],
    ["packages/telltale/", "packages/otlp/", "packages/catalog/", lines, notices],
    "dist/index.js",
  ),
  target(
    "console",
    ["tsdown"],
    [
      "packages/console/",
      "packages/otlp/",
      "packages/contract/",
      "packages/catalog/",
      "packages/alerts/",
      "packages/detect/",
      lines,
      notices,
    ],
    "dist/cli.js",
  ),
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
      "tsconfig.declarations.json",
      lines,
      notices,
    ],
    "dist/cli.js",
  ),
  target(
    "eslint-plugin",
    ["tsdown"],
    ["packages/eslint-plugin/", "packages/catalog/", lines, notices],
    "dist/index.js",
  ),
  target("create-telltale", ["tsdown"], ["packages/create-telltale/", lines], "dist/cli.js"),
  {
    ...target("web", ["vite", "build"], ["packages/web/", "packages/contract/", notices], "vite.config.ts"),
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

/** Brings everything up to date. Gives whether it worked. */
export async function build(): Promise<boolean> {
  const stale = targets.filter((one) => !isFresh(one));
  const { failed } = stale.length === 0 ? { failed: 0 } : await runSteps(stale, { stopAtFailure: true });
  if (failed > 0) return false;
  for (const one of stale) remember(one);
  linkCommands(root, ["telltale", "console", "cli", "create-telltale"]);
  return true;
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

const stamp = (one: Target): string =>
  path.join(root, "node_modules", ".cache", "telltale", one.name.replace(" ", "-"));

function isFresh(one: Target): boolean {
  if (!existsSync(path.join(root, one.output)) || !existsSync(stamp(one))) return false;
  return readFileSync(stamp(one), "utf8") === fingerprint(one);
}

function remember(one: Target): void {
  mkdirSync(path.dirname(stamp(one)), { recursive: true });
  writeFileSync(stamp(one), fingerprint(one));
}

function fingerprint({ from, env = {} }: Target): string {
  const hash = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .update(JSON.stringify(env));
  for (const file of sourceFiles("")) {
    if (from.some((folder) => file.startsWith(folder)))
      hash.update(file).update(readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

if (import.meta.main) process.exitCode = (await build()) ? 0 : 1;
