// Builds the pages into the console's `dist/web`: hashed assets, nothing inline, nothing from elsewhere.
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig, type UserConfig } from "vite";

import { thirdPartyNotices } from "../../tools/third-party-notices.ts";
import { compressed } from "./compress-plugin.ts";
import { preloadFont } from "./font-plugin.ts";
import { preloadMain } from "./preload-plugin.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// A browser has six connections to a server without TLS, and requests for data wait for one like those for files: so few files. What three
// pages share is one file, but for the charts: most pages that are opened first have none.
const charts = /[\\/]uplot[\\/]|[\\/]ui[\\/](?:chart(?!-flag)|use-plot|stacked-bars)/;
// A word or two that two pages share are not worth a file, whose name the first script has.
const small =
  /[\\/](?:(?:state-word|new-errors|metric-words|press-key|web-address|trace-search|outcome|change-words|node-words|still-open|deploy-effect|copy-bottleneck)\.tsx?|(?:profiles|copy-bottleneck|cpu-profiles-table)\.module\.css)$/;
const groups = [
  { name: "early", test: /[\\/]src[\\/]early\.ts$/, priority: 4 },
  { name: "main", test: /[\\/]src[\\/]main\.tsx$/, priority: 3 },
  { name: "common", test: (id: string) => !charts.test(id), minShareCount: 3, priority: 2 },
  { name: "common", test: small, minShareCount: 2, priority: 2 },
  { name: "charts", test: charts, priority: 1 },
];

// Names of files are in the first script, and their random ends do not compress: as few characters as the bundler allows.
const script = "assets/[name]-[hash:7].js";
const output = {
  entryFileNames: script,
  chunkFileNames: script,
  assetFileNames: "assets/[name]-[hash:6][extname]",
  codeSplitting: { groups },
};

const config: UserConfig = defineConfig({
  root: here("."),
  plugins: [react(), preloadFont(), preloadMain(), compressed(), thirdPartyNotices("the console's pages")],
  // The console puts another nonce in its place each time it answers with the page (http/assets.ts).
  html: { cspNonce: "telltale-nonce" },
  build: {
    outDir: here("../console/dist/web"),
    emptyOutDir: true,
    // A `data:` address would need its own line in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    // tools/check-bundle.ts has the budget of what is loaded first.
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output },
  },
});

export default config;
