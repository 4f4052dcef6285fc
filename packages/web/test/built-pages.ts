// The pages as they are built, for the tests in a browser: those that `npm test` has built, else built here.
import path from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The configuration of Vite for the pages. */
const configFile = path.join(root, "vite.config.ts");

/** Gives the folder of the built pages: the one in `TELLTALE_PAGES`, or one that it makes inside `folder`. */
export async function builtPages(folder: string): Promise<string> {
  const built = process.env["TELLTALE_PAGES"];
  if (built !== undefined && built !== "") return built;
  const outDir = path.join(folder, "pages");
  await asPublished(() =>
    build({ root, configFile, logLevel: "error", build: { outDir, emptyOutDir: true } }),
  );
  return outDir;
}

/** Vitest sets `NODE_ENV` to `test`, with which React is built for development: it mounts each component twice, and each request is aborted and repeated. */
async function asPublished(work: () => Promise<unknown>): Promise<void> {
  const { NODE_ENV = "" } = process.env;
  process.env["NODE_ENV"] = "production";
  try {
    await work();
  } finally {
    process.env["NODE_ENV"] = NODE_ENV;
  }
}
