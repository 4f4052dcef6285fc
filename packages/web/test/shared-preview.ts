// One preview for all files of a worker, and the built pages that it serves.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { builtPages } from "./built-pages.ts";
import { type Preview, startPreview } from "./preview.ts";

// on the global object: the files of a worker share it, however often they import this module
const worker = globalThis as { telltaleTestPreview?: Promise<Preview> };

/** The preview of this worker, which serves the pages that were built for the run, or builds them once. It ends with the worker. */
export async function sharedPreview(): Promise<Preview> {
  return (worker.telltaleTestPreview ??= start());
}

async function start(): Promise<Preview> {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-pages-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const preview = await startPreview(0, "story", await builtPages(folder));
  // a worker whose files are done must be able to end
  preview.server.unref();
  return preview;
}
