// What all images of one run share.
import type { Repository } from "./registry/client.ts";
import type { Fetching } from "./source/cached.ts";
import { ownPackage, type OwnPackage } from "./source/own-package.ts";

export interface Build extends Fetching {
  /** Where base images are pulled from and images are pushed to. */
  readonly repository: Repository | undefined;
  /** The package in `packages/<folder>`, read once. */
  ownPackage(folder: string): OwnPackage;
}

/** The context of a run. */
export function openBuild(fetching: Fetching, repository: Repository | undefined): Build {
  const read = new Map<string, OwnPackage>();
  return {
    ...fetching,
    repository,
    ownPackage(folder) {
      const known = read.get(folder) ?? ownPackage(folder);
      read.set(folder, known);
      return known;
    },
  };
}
