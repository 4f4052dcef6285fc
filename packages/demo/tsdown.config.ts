// Bundles the shop of examples/shop into dist/, a file for each of its processes, beside its alert rules and dashboards. What the shop depends
// on stays outside.
import { cpSync } from "node:fs";
import path from "node:path";
import { defineConfig, type UserConfig } from "tsdown";
import { shortLines } from "../../tools/short-lines.ts";

const shop = "../../examples/shop";
const processes = ["main", "database", "payments", "fulfilment", "storefront", "shopper/main", "fault"];

function copyFiles(): void {
  for (const from of ["generated/console/alerts", "alerts"])
    cpSync(path.join(shop, from), "dist/alerts", { recursive: true });
  cpSync(path.join(shop, "generated/console/dashboards.json"), "dist/dashboards/dashboards.json");
}

const config: UserConfig = defineConfig({
  plugins: [shortLines],
  entry: Object.fromEntries(processes.map((name) => [name, `${shop}/src/${name}.ts`])),
  format: "esm",
  platform: "node",
  target: "node20.19",
  outDir: "dist",
  dts: false,
  outputOptions: { comments: { jsdoc: false } },
  sourcemap: false,
  minify: false,
  fixedExtension: false,
  hooks: { "build:done": copyFiles },
});

export default config;
