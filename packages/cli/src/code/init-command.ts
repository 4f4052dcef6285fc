// `telltale catalog init [DIR]`.
import type { Command } from "../command.ts";
import { consoleOptions } from "../console.ts";

export const catalogInitCommand: Command = {
  name: "catalog init",
  help: "propose a catalog from the code, and from what the console has seen",
  details:
    "Reads the code in DIR, by default the working directory, and writes a catalog in TypeScript:\n" +
    "names, types, values, units and cardinality as they are in the code or arrive at the console.\n" +
    "Examples are redacted. What neither source shows is marked TODO.",
  argument: "[DIR]",
  options: {
    output: { value: "FILE", help: "the file to write, by default telltale.catalog.ts; `-` prints it" },
    name: { value: "NAME", help: "name of the catalog, by default that of package.json" },
    force: { help: "overwrite the file" },
    tests: { help: "read test files, too" },
    ...consoleOptions,
    since: { value: "TIME", help: "what the console has seen since, by default -7d" },
    service: { value: "NAME", help: "only what this service sent to the console" },
  },
  async run(args, values, surroundings) {
    const { runCatalogInit } = await import("./run-catalog-init.ts");
    return runCatalogInit(args[0], values, surroundings);
  },
};
