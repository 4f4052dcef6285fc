// Bundles the command into dist/cli.js, without dependencies; the templates are published as they are.
import { defineConfig, type UserConfig } from "tsdown";
import { shortLines } from "../../tools/short-lines.ts";

const config: UserConfig = defineConfig({
  plugins: [shortLines],
  entry: { cli: "src/cli.ts" },
  format: "esm",
  platform: "node",
  target: "node20.19",
  outDir: "dist",
  dts: false,
  outputOptions: { comments: { jsdoc: false } },
  sourcemap: false,
  minify: false,
  fixedExtension: false,
});

export default config;
