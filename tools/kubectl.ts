// Finds kubectl for the tests of deploy/kubernetes.
import path from "node:path";

import { findDebianPackage } from "./debian-package.ts";

/** The path of kubectl: in `TELLTALE_KUBECTL_BIN`, in `/usr/bin`, or that of Debian's package `kubernetes-client`. Undefined says why. */
export function findKubectl(): string | undefined {
  const bin = findDebianPackage({
    name: "kubernetes-client",
    command: "kubectl",
    variable: "TELLTALE_KUBECTL_BIN",
  });
  return bin === undefined ? undefined : path.join(bin, "kubectl");
}
