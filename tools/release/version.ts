// All packages have one version, and depend on each other in exactly this version.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { dependencyFields, manifestsIn } from "./manifests.ts";

/** Semantic versioning without build metadata, which npm ignores. */
export const versionForm: RegExp = /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9a-z.-]+)?$/;

/** Writes `version` into the package.json of every workspace, and into what they say of each other. */
export function setVersion(root: string, version: string): void {
  if (!versionForm.test(version))
    throw new Error(`Cannot set the version \`${version}\`: expected one such as 0.2.0 or 0.2.0-rc.1.`);
  const manifests = manifestsIn(root);
  const names = new Set([...manifests.values()].map(({ name }) => name));
  for (const file of manifests.keys()) {
    const place = path.join(root, file);
    const content = JSON.parse(readFileSync(place, "utf8")) as Record<string, unknown>;
    if (content["version"] !== undefined) content["version"] = version;
    for (const field of dependencyFields) {
      const ranges = content[field] as Record<string, string> | undefined;
      for (const name of Object.keys(ranges ?? {})) if (names.has(name)) ranges![name] = version;
    }
    writeFileSync(place, `${JSON.stringify(content, null, 2)}\n`);
  }
}
