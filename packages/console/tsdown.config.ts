// Bundles the console into dist/: the command, the process that is the engine, the threads that read source maps and files that
// are imported and decode large requests, and the process that runs a file of rules. Published dependencies stay outside; otlp, contract, catalog, detect and alerts,
// which are not published, are inside. SQL files have the same paths beside the bundle as in the sources.
import { cpSync, globSync, rmSync } from "node:fs";
import path from "node:path";
import { defineConfig, type UserConfig } from "tsdown";
import { packedFiles } from "../../tools/packed-files.ts";
import { shortLines } from "../../tools/short-lines.ts";
import { root, sourceFiles } from "../../tools/source-files.ts";
import { thirdPartyNotices } from "../../tools/third-party-notices.ts";

/** Configuration that the guides use, for `telltale-console files`: what is committed, so that no token of a developer is in it. */
function packFiles(): void {
  rmSync("dist/files", { recursive: true, force: true });
  for (const file of sourceFiles("").filter((one) => packedFiles.some((folder) => one.startsWith(folder)))) {
    if (file.endsWith(".test.yml")) continue;
    // npm leaves files of that name out of a package, and obeys them
    const name = path.basename(file).replace(/^\.gitignore$/, "gitignore");
    const place = path.join("dist/files", path.relative("deploy", path.dirname(file)));
    cpSync(path.join(root, file), path.join(place, name));
  }
}

const config: UserConfig = defineConfig({
  plugins: [shortLines, thirdPartyNotices("telltale-console")],
  entry: {
    cli: "src/cli.ts",
    "engine-child": "src/store/engine/child.ts",
    "decode-thread": "src/formats/thread/thread.ts",
    "import-thread": "src/import/thread/thread.ts",
    "source-map-thread": "src/source-maps/thread.ts",
    "rule-module-child": "src/alerts/rules/module/child.ts",
    "rule-definitions": "src/alerts/rules/module/definitions.ts",
  },
  format: "esm",
  platform: "node",
  target: "node20.19",
  outDir: "dist",
  // dist/web is the build of packages/web, and a console that runs must not lose its files to a build.
  clean: false,
  dts: false,
  outputOptions: { comments: { jsdoc: false } },
  sourcemap: true,
  // the default removes dead code after plugins have had theirs, and writes every statement in one line again
  minify: false,
  fixedExtension: false,
  hooks: {
    "build:done": () => {
      for (const file of globSync("dist/**/*.sql")) rmSync(file);
      for (const file of globSync("**/*.sql", { cwd: "src" }))
        cpSync(path.join("src", file), path.join("dist", file));
      packFiles();
    },
  },
});

export default config;
