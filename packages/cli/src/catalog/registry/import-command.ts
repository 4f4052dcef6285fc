// `telltale catalog import REGISTRY`.
import type { Command } from "../../command.ts";

export const importCommand: Command = {
  name: "catalog import",
  help: "write a catalog from a semantic-convention registry (OpenTelemetry Weaver)",
  details:
    "REGISTRY is a folder of YAML files, or one file: `groups:` (version 1) and `file_format: definition/2`.\n" +
    "With --output, what a catalog cannot hold is kept beside it in <name>.registry.json, and `catalog export` writes it back.\n" +
    "Exits with 1 when a part of the registry cannot be read.",
  argument: "REGISTRY",
  options: {
    output: { value: "FILE", help: "write to this .ts or .json file instead of standard output" },
    name: { value: "NAME", help: "name of the catalog (default: name of the folder)" },
    verbose: { help: "list everything that the catalog does not hold" },
  },
  async run(args, values, surroundings) {
    const { runImport } = await import("./import.ts");
    return runImport(args[0]!, values, surroundings);
  },
};
