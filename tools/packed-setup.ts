// Before the tests of the packed packages: builds, packs what would be published, and gets the Nodes it is tried on.
// A test asks by `inject("telltalePack")`, `inject("consolePack")`, `inject("cliPack")`, `inject("eslintPluginPack")`, `inject("createPack")`, `inject("demoPack")`, `inject("runtimes")`, `inject("compilers")`, `inject("platforms")`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";

import { build } from "./build.ts";
import { npm } from "./npm.ts";
import { type Platforms, platforms } from "./platforms.ts";
import { compilers, runtimes } from "./runtimes.ts";
import { root } from "./source-files.ts";
import { chosenTier } from "./testing/tiers.ts";

/** A package as `npm pack` made it. */
interface Pack {
  /** The tarball's path. */
  readonly tarball: string;
  /** What is inside, from the package's folder. */
  readonly files: readonly string[];
}

declare module "vitest" {
  export interface ProvidedContext {
    readonly telltalePack: Pack;
    readonly consolePack: Pack;
    readonly cliPack: Pack;
    readonly eslintPluginPack: Pack;
    readonly createPack: Pack;
    readonly demoPack: Pack;
    /** Executables of Node by version. */
    readonly runtimes: Readonly<Record<string, string>>;
    /** Commands of TypeScript by version. */
    readonly compilers: Readonly<Record<string, string>>;
    /** Bundlers, and runtimes other than Node that are supported. */
    readonly platforms: Platforms;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  if (!(await build()))
    throw new Error("Cannot pack the packages: the build failed, look above for its reason.");
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-packed-"));
  const made = pack(Object.values(packages), folder);
  for (const [provided, name] of Object.entries(packages) as [keyof typeof packages, string][])
    project.provide(provided, made(name));
  project.provide("runtimes", runtimes());
  project.provide("compilers", compilers());
  // no test of `npm test` needs them, and they are 130 MB
  project.provide("platforms", chosenTier() === "quick" ? { others: {} } : platforms());
  return () => rmSync(folder, { recursive: true, force: true });
}

const packages = {
  telltalePack: "telltale",
  consolePack: "telltale-console",
  cliPack: "telltale-cli",
  eslintPluginPack: "eslint-plugin-telltale",
  createPack: "create-telltale",
  demoPack: "telltale-demo",
} as const;

/** Packs the packages `names` into `folder`; gives each by its name. */
function pack(names: readonly string[], folder: string): (name: string) => Pack {
  const workspaces = names.flatMap((name) => ["--workspace", name]);
  const printed = npm(["pack", "--json", ...workspaces, "--pack-destination", folder], root);
  const reports = Object.values(JSON.parse(printed) as Record<string, PackReport>);
  return (name) => {
    const made = reports.find((report) => report.name === name);
    if (made === undefined) throw new Error(`Cannot pack ${name}: npm reported no package.`);
    return { tarball: path.join(folder, made.filename), files: made.files.map((file) => file.path) };
  };
}

interface PackReport {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}
