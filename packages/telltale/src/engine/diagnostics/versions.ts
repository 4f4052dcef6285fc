// Which versions of the library this process has loaded. The ES module and the CommonJS half of one version are as good as one;
// different versions share one engine, that of the one which is started, and it is said.
import { report } from "./diagnose.ts";
import { shared } from "../runtime/shared.ts";
import { version } from "../../version.ts";

interface Versions {
  readonly loaded: Set<string>;
  /** The one that is running. */
  started: string | undefined;
}

const versions: Versions = shared<Versions>("versions", () => ({ loaded: new Set(), started: undefined }));

/** Notes that this copy is loaded. */
export function noteLoaded(): void {
  versions.loaded.add(version);
  if (versions.started !== undefined) warn(versions.started);
}

/** Notes that this copy is started. The returned function notes that it is not any more. */
export function noteStarted(): () => void {
  versions.started = version;
  warn(version);
  return () => {
    versions.started = undefined;
  };
}

/** The version that is started. */
export function startedVersion(): string {
  return versions.started ?? version;
}

function warn(started: string): void {
  const others = [...versions.loaded].filter((other) => other !== started);
  if (others.length > 0)
    report(
      "several_versions",
      `telltale ${started} runs; also loaded, and served by it: ${others.join(", ")}`,
    );
}
