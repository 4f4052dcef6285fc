// Global setup of the projects that test pages: a folder for the profiles of their Chromiums, which goes at the end of the run. A worker
// cannot remove its own in the half second that Vitest gives it to end.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { profilesVariable } from "./browser-profiles.ts";

export default function setup(): (() => void) | undefined {
  // another project of the run has made it
  if (process.env[profilesVariable] !== undefined) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-chromium-"));
  process.env[profilesVariable] = folder;
  return () => {
    delete process.env[profilesVariable];
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
}
