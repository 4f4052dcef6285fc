// Bundles the plugin into dist/index.js, without dependencies; `catalog` goes inside.
import { defineConfig, type UserConfig } from "tsdown";
import { shortLines } from "../../tools/short-lines.ts";
import { thirdPartyNotices } from "../../tools/third-party-notices.ts";

const config: UserConfig = defineConfig({
  plugins: [shortLines, thirdPartyNotices("eslint-plugin-telltale")],
  entry: { index: "src/index.ts" },
  format: "esm",
  platform: "node",
  target: "node20.19",
  outDir: "dist",
  dts: true,
  outputOptions: { comments: { jsdoc: false } },
  deps: { alwaysBundle: [/^(?:catalog|quoting)/] },
  sourcemap: false,
  minify: false,
  fixedExtension: false,
});

export default config;
