// Finds Debian's docker-registry for the tests of images. It is unpacked, not installed: the installed package starts a service.
import path from "node:path";

import { findDebianPackage } from "./debian-package.ts";

/** The path of docker-registry: in `TELLTALE_REGISTRY_BIN`, in `/usr/bin`, or that of the package. Undefined says why. */
export function findDockerRegistry(): string | undefined {
  const bin = findDebianPackage({
    name: "docker-registry",
    command: "docker-registry",
    variable: "TELLTALE_REGISTRY_BIN",
  });
  return bin === undefined ? undefined : path.join(bin, "docker-registry");
}
