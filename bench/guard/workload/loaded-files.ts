// Loaded before the console: on SIGUSR2 it writes how many files the process has loaded so far, and their bytes.
//
// `node --import "file:///…/loaded-files.ts?FILE" cli.js start`, where FILE gets the answer.
import { renameSync, statSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/** What has been loaded. */
export interface LoadedFiles {
  readonly files: number;
  readonly bytes: number;
}

const answer = decodeURIComponent(new URL(import.meta.url).search.slice(1));
const loaded = new Set<string>();
registerHooks({
  load(url, context, next) {
    if (url.startsWith("file:")) loaded.add(fileURLToPath(url));
    return next(url, context);
  },
});
process.on("SIGUSR2", () => {
  const bytes = [...loaded].reduce((sum, file) => sum + statSync(file).size, 0);
  writeFileSync(`${answer}.part`, JSON.stringify({ files: loaded.size, bytes } satisfies LoadedFiles));
  renameSync(`${answer}.part`, answer);
});
