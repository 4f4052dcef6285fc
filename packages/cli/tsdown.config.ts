// Bundles the command into dist/cli.js, and what single commands load when they run into dist/chunks. Of `contract` it has constants only;
// the parsers (jiti, oxc-parser, yaml) stay dependencies.
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
  outputOptions: { comments: { jsdoc: false }, chunkFileNames: "chunks/[name].js" },
  sourcemap: false,
  minify: false,
  fixedExtension: false,
});

export default config;
