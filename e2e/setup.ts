// Before the end-to-end tests: builds what would be published, which they run, and starts the Chromium that all files share.
import type { TestProject } from "vitest/node";

import { build } from "../tools/build.ts";
import { serveChromium } from "./chromium.ts";

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (!(await build()))
    throw new Error("Cannot run the end-to-end tests: the build failed, look above for its reason.");
  const { address, stop } = await serveChromium();
  project.provide("chromium", address);
  return stop;
}
