// The version of this package: its manifest is beside the sources and beside the bundle.
import { readFileSync } from "node:fs";

/** As `1.2.3`. */
export function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return manifest.version;
}
