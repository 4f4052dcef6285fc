// Images for the OpenTelemetry operator: /autoinstrumentation, which its init container copies into the pod, with Telltale and its packages
// for one version of Node.js, or for several.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../../tools/source-files.ts";
import { aboutImage } from "./about.ts";
import { baseImage, copyBase, nonRoot } from "./base.ts";
import type { Build } from "./context.ts";
import { documentsOf } from "./documents.ts";
import { type Entry, fileEntry } from "./oci/entry.ts";
import { type Image, makeImage } from "./oci/image.ts";
import { writeLayer } from "./oci/layer.ts";
import type { Platform } from "./oci/platform.ts";
import { BuildProblem } from "./problem.ts";
import { oldestOf } from "./source/engines.ts";
import { entriesOfTree, type NpmTree, npmTree } from "./source/npm-tree.ts";
import { bundledIn, entriesOfPackage, type OwnPackage } from "./source/own-package.ts";

const here = import.meta.dirname;
const lockfiles = path.join(here, "locks");

/** Versions of Node.js that have a lockfile, oldest first. */
export const supportedVersions: readonly string[] = readdirSync(lockfiles)
  .flatMap((folder) => /^node-(\d+)$/.exec(folder)?.[1] ?? [])
  .toSorted((one, other) => Number(one) - Number(other));

export interface AgentRequest {
  readonly versions: readonly string[];
  readonly platform: Platform;
  /** Whether the official instrumentations are in it. */
  readonly withOfficial: boolean;
}

/** Builds one image for all of `versions`. */
export async function agentImage(
  { versions, platform, withOfficial }: AgentRequest,
  build: Build,
): Promise<Image> {
  const telltale = build.ownPackage("telltale");
  const base = await baseImage(copyBase, platform, build, build.repository);
  // once, for all versions of Node.js
  const own = await writeLayer(entriesOfPackage(telltale, "autoinstrumentation/node_modules"), build.cache);
  const layers = [...base.layers, own];
  const trees = new Map<string, { readonly tree: NpmTree; readonly folder: string }>();
  const dispatch: Record<string, string> = {};
  const since: Record<string, string> = {};
  for (const version of versions) {
    const tree = await treeOf(version, platform, withOfficial, build);
    checkDependencies(telltale, tree, version);
    since[version] = oldestOf(Number(version), tree.engines);
    const known = trees.get(tree.key);
    dispatch[version] = known?.folder ?? `node-${version}`;
    if (known !== undefined) continue;
    trees.set(tree.key, { tree, folder: `node-${version}` });
    const packages = entriesOfTree(tree, `autoinstrumentation/node-${version}/node_modules`);
    layers.push(await writeLayer(packages, build.cache));
  }
  // a package that is there as a whole replaces the one of which parts are bundled
  const components = [
    ...base.components,
    ...bundledIn(telltale),
    ...[...trees.values()].flatMap(({ tree }) => tree.components),
  ];
  const shared: Entry[] = [
    fileEntry(path.join(here, "autoinstrumentation.cjs"), "autoinstrumentation/autoinstrumentation.js"),
    {
      path: "autoinstrumentation/dispatch.json",
      content: JSON.stringify({ versions: dispatch, since, hasOfficial: withOfficial }),
    },
    // whatever surrounds the folder it is copied to
    { path: "autoinstrumentation/package.json", content: `{ "private": true, "type": "commonjs" }\n` },
    ...documentsOf(telltale, components, readFileSync(path.join(root, "LICENSE"), "utf8")),
  ];
  layers.push(await writeLayer(shared, build.cache));
  const about = aboutImage({
    title: "Telltale auto-instrumentation for Node.js",
    version: telltale.version,
    base,
  });
  return makeImage({
    platform,
    layers,
    run: { User: `${nonRoot}:${nonRoot}`, Env: ["PATH=/bin"], WorkingDir: "/", Labels: about },
    annotations: about,
  });
}

async function treeOf(
  version: string,
  platform: Platform,
  withOptional: boolean,
  build: Build,
): Promise<NpmTree> {
  if (!supportedVersions.includes(version))
    throw new BuildProblem(
      `There is no lockfile for Node.js ${version}. Supported versions: ${supportedVersions.join(", ")}.`,
    );
  return npmTree({ folder: path.join(lockfiles, `node-${version}`), platform, withOptional }, build);
}

/** What Telltale needs must be in the lockfile. */
function checkDependencies(
  { name, dependencies }: OwnPackage,
  { components }: NpmTree,
  version: string,
): void {
  const missing = dependencies.filter((needed) => !components.some((one) => one.name === needed));
  if (missing.length > 0)
    throw new BuildProblem(
      `${name} needs ${missing.join(", ")}: add it to locks/node-${version}/package.json.`,
    );
}
