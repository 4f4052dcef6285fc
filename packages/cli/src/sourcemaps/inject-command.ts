// `telltale sourcemaps inject DIR`.
import type { Command } from "../command.ts";
import { exitCode, Failure } from "../failure.ts";
import { findGenerated } from "./find-files.ts";
import { identify, type Identified, writeChanges } from "./inject.ts";

export const injectCommand: Command = {
  name: "sourcemaps inject",
  help: "write debug ids into the JavaScript files of a build and into their source maps",
  details:
    "A file gets the comment `//# debugId=…`, its map the field `debugId`. The id follows from the\n" +
    "content. Run it after the build and before the deployment; a second run changes nothing.",
  argument: "DIR",
  options: { "dry-run": { help: "print what would change, and change nothing" } },
  async run([folder = "."], values, { print, report }) {
    const found = identifyAll(folder, report);
    const changed = found.filter(({ changes }) => changes.length > 0);
    for (const one of changed) {
      if (values["dry-run"] === undefined) writeChanges(one);
      print(`${one.debugId}  ${one.name}`);
    }
    const verb = values["dry-run"] === undefined ? "Wrote" : "Would write";
    report(`${verb} debug ids into ${changed.length} of ${found.length} files with source maps.`);
    return exitCode.ok;
  },
};

/** All generated files of a folder. @throws {Failure} when there are none. */
export function identifyAll(folder: string, warn: (line: string) => void): readonly Identified[] {
  const found = [...findGenerated(folder, warn)].map(identify);
  if (found.length === 0)
    throw new Failure(
      `${folder} has no JavaScript files with source maps.`,
      "Switch on source maps in your build, for example `build: { sourcemap: true }` in vite.config.js, and pass its output folder.",
    );
  return found;
}
