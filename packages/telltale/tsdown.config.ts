// Bundles the library for Node 18.19 and later, ESM and CommonJS, with declarations; the private `otlp` goes inside.
import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  platform: "node",
  target: "node18.19",
  fixedExtension: false,
  // with maps, so that an editor goes to the definition in src
  dts: { sourcemap: true },
  // `using` needs this library in the declarations of whoever compiles against us (TS2550 without)
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  // Node's and the browser's types have it; who compiles with neither needs the name (TS2304 without)
  footer: { dts: "declare global { interface AbortSignal {} }" },
  // keeps imports of what only private declarations name out of the public ones, `node:async_hooks` first
  treeshake: { moduleSideEffects: [{ test: /\.d\.ts$/, sideEffects: false }] },
  // docstrings are in the declarations and in src
  outputOptions: { comments: { jsdoc: false } },
  sourcemap: true,
  clean: true,
  deps: { alwaysBundle: ["otlp"] },
});

export default config;
