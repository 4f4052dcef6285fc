// Where the Chromiums of a run keep their profiles.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Set by `browser-setup.ts`, for the workers. */
export const profilesVariable = "TELLTALE_TEST_PROFILES";

/** A new folder for a profile: one that goes with the run, or, in a run without that setup, with this process. */
export function createProfile(): string {
  const folder = process.env[profilesVariable];
  const profile = mkdtempSync(path.join(folder ?? tmpdir(), "telltale-profile-"));
  if (folder === undefined)
    process.once("exit", () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));
  return profile;
}
