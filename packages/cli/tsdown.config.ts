// Bundles the command into dist/cli.js, `telltale-cli/alerts` into dist/alerts.js and its types into dist/alerts.d.ts, and what single commands load when
// they run into dist/chunks. Of `contract` it has constants only; the parsers (jiti, oxc-parser, yaml) stay dependencies.
import path from "node:path";
import { defineConfig, type UserConfig } from "tsdown";
import { shortLines } from "../../tools/short-lines.ts";
import { thirdPartyNotices } from "../../tools/third-party-notices.ts";

const notices = thirdPartyNotices("telltale-cli");
const bundled = [/^(?:alerts|otlp|contract|catalog|quoting)/];

const command: UserConfig = defineConfig({
  plugins: [shortLines, notices],
  entry: { cli: "src/cli.ts", alerts: "src/alerts/index.ts" },
  format: "esm",
  platform: "node",
  target: "node20.19",
  outDir: "dist",
  dts: false,
  deps: { alwaysBundle: bundled },
  outputOptions: { comments: { jsdoc: false }, chunkFileNames: "chunks/[name].js" },
  sourcemap: false,
  minify: false,
  fixedExtension: false,
});

// The types of rules are inferred from their shapes, so only the compiler can write them: it emits the declarations of the sources
// (tsconfig.declarations.json), which are bundled like code. Sources that the compiler reaches through a link in node_modules count as a library
// and get no declarations: the paths of that file lead past the links, and one thread reads them, because with several of TypeScript 7.0.2 it was left
// to chance which sources count as a library.
const declarations: UserConfig = defineConfig({
  plugins: [shortLines, notices],
  entry: { alerts: "src/alerts/index.ts" },
  format: "esm",
  platform: "node",
  outDir: "dist",
  clean: false,
  dts: {
    cwd: path.join(import.meta.dirname, "../.."),
    tsconfig: "tsconfig.declarations.json",
    generator: "tsgo",
    emitDtsOnly: true,
  },
  deps: { alwaysBundle: bundled },
  fixedExtension: false,
});

const configs: UserConfig[] = [command, declarations];

export default configs;
