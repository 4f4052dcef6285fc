// The engine of the console on npm: a package for each platform, of which npm installs the one that fits.
import { enginePackages, engineVersion } from "../../packages/console/src/store/engine/packages.ts";
import type { Manifest } from "./manifests.ts";

/**
 * The manifest of a package as it is published. The console has the engines of all platforms: the workspace has only what its lockfile can
 * name, which is what the registry has at the time.
 */
export function withEngines(manifest: Manifest): Manifest {
  if (manifest.name !== "telltale-console") return manifest;
  const engines = Object.fromEntries(enginePackages.map(({ name }) => [name, engineVersion]));
  return {
    ...manifest,
    optionalDependencies: { ...(manifest["optionalDependencies"] as object | undefined), ...engines },
  };
}
