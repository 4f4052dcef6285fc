// Applications as they are installed: `telltale` as it would be published, beside libraries in the versions that a Node runs.
import { fileURLToPath } from "node:url";
import * as installation from "../../../../tools/testing/installation.ts";

/** A folder with an application, and what it needs. */
export type Installed = installation.Installed;

const programs = fileURLToPath(new URL("../fixtures/zero-code/", import.meta.url));

/** What most of these applications use: one set, so that it is installed once for all test files that have it. */
export const basics: readonly string[] = [
  "@opentelemetry/api@1.9.1",
  "@types/node@18.19.130",
  "express@5.3.0",
  "pg@8.23.1",
];

/**
 * Installs `packages` (`name@version`, tarballs) into an empty folder beside the programs of a fixture.
 *
 * Other tests share what is in `node_modules`: a test must not write into its files.
 */
export async function install(packages: readonly string[], from: string = programs): Promise<Installed> {
  return installation.install(packages, from);
}
