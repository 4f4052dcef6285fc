// Publishes packed packages one after the other. One that the registry has in this version is left out, so that a release that failed halfway
// can be run again.
import { existsSync } from "node:fs";

import { npm } from "../npm.ts";
import { published } from "../published.ts";
import { packageFile } from "./pack.ts";
import { versionForm } from "./version.ts";

interface Settings {
  /** Checks, and sends nothing. */
  readonly isDry: boolean;
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * Publishes the files that `pack` wrote into the folder `packed`.
 *
 * @throws {Error} before the first package when one is not there; with npm's words at the first one that cannot be published, and those after
 * it are not tried.
 */
export function publish(tag: string, packed: string, { isDry, variables }: Settings): void {
  const version = tag.slice(1);
  if (!tag.startsWith("v") || !versionForm.test(version))
    throw new Error(`Cannot publish \`${tag}\`: expected the tag of a version, such as v0.2.0.`);
  const missing = published
    .map(({ name }) => packageFile(packed, name, version))
    .filter((file) => !existsSync(file));
  if (missing.length > 0)
    throw new Error(
      `Cannot publish ${tag}: no ${missing.join(", ")}. Run \`npm run release -- pack ${tag} ${packed}\`.`,
    );
  // npm proves where a package was built with a token of the workflow that publishes it
  const canProve = variables["ACTIONS_ID_TOKEN_REQUEST_URL"] !== undefined;
  const flags = ["--access=public", ...(canProve ? ["--provenance"] : []), ...(isDry ? ["--dry-run"] : [])];
  for (const { name } of published) {
    if (field(`${name}@${version}`, "version", packed, variables) !== "") {
      console.log(`${name} ${version}: is published`);
      continue;
    }
    const distTag = distTagOf(version, field(name, "dist-tags.latest", packed, variables));
    npm(["publish", packageFile(packed, name, version), `--tag=${distTag}`, ...flags], packed, variables);
    console.log(
      `${name} ${version}: ${isDry ? "would be published" : "published"} as ${distTag}${canProve ? ", with provenance" : ""}`,
    );
  }
}

/**
 * The tag under which npm finds a version. A fix of an older minor version does not become `latest`; npm refuses tags that are versions, such
 * as `v0.1`.
 */
export function distTagOf(version: string, latest: string): string {
  if (version.includes("-")) return "next";
  const [major = 0, minor = 0, patch = 0] = numbersOf(version);
  const [latestMajor = 0, latestMinor = 0, latestPatch = 0] = numbersOf(latest);
  const isBehind =
    !latest.includes("-") && (latestMajor - major || latestMinor - minor || latestPatch - patch) > 0;
  return isBehind ? `release-${major}.${minor}` : "latest";
}

const numbersOf = (version: string): number[] => (version === "" ? [] : version.split(".").map(Number));

/** A field that the registry has of a package or of a version; empty where it has none. */
function field(spec: string, name: string, cwd: string, variables: NodeJS.ProcessEnv): string {
  try {
    return npm(["view", spec, name], cwd, variables).trim();
  } catch (error) {
    if (error instanceof Error && error.message.includes("E404")) return "";
    throw error;
  }
}
