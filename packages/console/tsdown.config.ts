// Bundles the console into dist/: the command, and the process that is the engine. Published dependencies stay outside; otlp and
// contract, which are not published, are inside. The SQL files lie beside the bundle as they are.
import { cpSync } from "node:fs";
import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  entry: { cli: "src/cli.ts", "engine-child": "src/store/engine-child.ts" },
  format: "esm",
  platform: "node",
  target: "node20.19",
  outDir: "dist",
  // dist/web is the build of packages/web.
  clean: ["dist/*.js", "dist/*.map", "dist/sql"],
  dts: false,
  sourcemap: true,
  fixedExtension: false,
  hooks: {
    "build:done": () =>
      cpSync("src/sql", "dist/sql", { recursive: true, filter: (path) => !path.endsWith(".ts") }),
  },
});

export default config;
