// The modules of a project that are read when an import leads to them.
import { readFileSync, statSync } from "node:fs";
import type { Files } from "./project.ts";
import { parseModule, type SourceModule } from "./source-module.ts";

/** Reads and parses modules, each once. A file that cannot be parsed is left out. */
export function createModuleReader(): Files {
  const read = new Map<string, SourceModule | undefined>();
  return {
    get(file) {
      if (!read.has(file)) read.set(file, readModule(file));
      return read.get(file);
    },
  };
}

function readModule(file: string): SourceModule | undefined {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const parsed = parseModule(file, readFileSync(file, "utf8"));
  return "program" in parsed ? parsed : undefined;
}
