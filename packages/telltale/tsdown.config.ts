// Bundles the library for Node 18.19 and later, ESM and CommonJS, with declarations; the private `otlp` goes inside.
import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  platform: "node",
  target: "node18.19",
  fixedExtension: false,
  dts: true,
  // `using` needs this library in the declarations of whoever compiles against us (TS2550 without)
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  sourcemap: true,
  clean: true,
  deps: { alwaysBundle: ["otlp"] },
});

export default config;
