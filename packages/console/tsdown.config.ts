// Bundles the console into dist/: the command, and the process that is the engine. Published dependencies stay outside; otlp and
// contract, which are not published, are inside. The SQL files lie beside the bundle as they are.
import { cpSync, rmSync } from "node:fs";
import { defineConfig, type UserConfig } from "tsdown";
import { shortLines } from "../../tools/short-lines.ts";

const config: UserConfig = defineConfig({
  plugins: [shortLines],
  entry: { cli: "src/cli.ts", "engine-child": "src/store/engine/child.ts" },
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
      rmSync("dist/sql", { recursive: true, force: true });
      cpSync("src/sql", "dist/sql", { recursive: true, filter: (path) => !path.endsWith(".ts") });
    },
  },
});

export default config;
