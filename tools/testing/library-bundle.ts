// A plugin for tests with a worker of their own: what they import of the library's sources is bundled once for the run, and each worker
// takes a few compiled files instead of some 300 modules. It is the sources of this run, not what was built before it.
import { createHash } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import type { Rolldown } from "tsdown";
import type { Plugin } from "vitest/config";

import { root } from "../source-files.ts";

/** The packages whose sources are in the library: a test that imports one of them must meet the same copy. */
const names = ["telltale", "otlp", "catalog", "quoting"];
const dayMs = 86_400_000;

/** Redirects imports of the library's sources to the bundle, which is made at the first of them. */
export function bundledLibrary(packages: string = path.join(root, "packages")): Plugin {
  const found = globSync(`{${names.join(",")}}/src/**/*.ts`, { cwd: packages, exclude: ["**/*.test.ts"] });
  const sources = new Map(found.map((file) => [path.join(packages, file), file.replace(/\.ts$/, "")]));
  let folder: Promise<string> | undefined;
  let version: string | undefined;
  return {
    name: "bundled-library",
    enforce: "pre",
    // a test whose transformed code is kept names the bundle of its sources
    configureVitest({ defineCacheKeyGenerator }) {
      defineCacheKeyGenerator(() => (version ??= versionOf(sources.keys())));
    },
    async resolveId(source, importer, options) {
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      const name = sources.get(resolved?.id ?? "");
      if (name === undefined) return resolved;
      folder ??= bundle(sources, packages);
      return path.join(await folder, `${name}.mjs`);
    },
  };
}

function versionOf(files: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
}

/** Bundles `sources`, each of which keeps a file with what it exports, by its name. Returns their folder. */
async function bundle(sources: ReadonlyMap<string, string>, packages: string): Promise<string> {
  // a run without such tests needs none of it
  const { Rolldown: bundler } = await import("tsdown");
  const build = await bundler.rolldown({
    input: Object.fromEntries([...sources].map(([source, name]) => [name, source])),
    platform: "node",
    resolve: { conditionNames: ["telltale-source", "import", "node", "default"] },
    external: (id) => !/^[./]/.test(id) && !names.includes(id.split("/")[0]!),
    preserveEntrySignatures: "strict",
    treeshake: false,
    plugins: [asSources],
  });
  const { output } = await build.generate({
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name].mjs",
    comments: { jsdoc: false },
    // what every program with the library loads is one file, with all that it imports
    codeSplitting: { groups: [{ name: "library", test: /[\\/]telltale[\\/]src[\\/]index\.ts$/ }] },
  });
  await build.close();
  // inside the library's folder, so that its packages are found
  const cache = path.join(packages, "telltale/node_modules/.cache/telltale-sources");
  return write(
    output.filter((file) => file.type === "chunk"),
    cache,
  );
}

/** The place that the code of a source sees is the source's. */
const asSources: Rolldown.Plugin = {
  name: "as-sources",
  transform: {
    filter: { code: "import.meta" },
    handler: (code, id) =>
      code
        .replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(id).href))
        .replaceAll(/\bimport\.meta\.dirname\b/g, JSON.stringify(path.dirname(id))),
  },
};

/** Writes the files into a folder of their own content: a run beside this one may read another. */
function write(chunks: readonly Rolldown.OutputChunk[], cache: string): string {
  const hash = createHash("sha256");
  for (const { fileName, code } of chunks) hash.update(`${fileName}\n${code}\n`);
  const folder = path.join(cache, hash.digest("hex").slice(0, 16));
  mkdirSync(cache, { recursive: true });
  // used today, so that no run beside this one takes it for old
  if (existsSync(folder)) utimesSync(folder, new Date(), new Date());
  forgetOld(cache);
  if (existsSync(folder)) return folder;
  const made = `${folder}-${process.pid}`;
  for (const { fileName, code } of chunks) {
    const file = path.join(made, fileName);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
  try {
    renameSync(made, folder);
  } catch (error) {
    // another run has made the same meanwhile
    if (!existsSync(folder)) throw error;
    rmSync(made, { recursive: true });
  }
  return folder;
}

function forgetOld(cache: string): void {
  for (const name of readdirSync(cache)) {
    const folder = path.join(cache, name);
    // another run may have removed or renamed it meanwhile
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found !== undefined && found.mtimeMs < Date.now() - dayMs)
      rmSync(folder, { recursive: true, force: true });
  }
}
