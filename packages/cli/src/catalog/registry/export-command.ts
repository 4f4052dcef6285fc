// `telltale catalog export [FILE]`.
import type { Command } from "../../command.ts";
import { exportOption, searchDetails } from "../options.ts";

export const exportCommand: Command = {
  name: "catalog export",
  help: "write a catalog as a semantic-convention registry (OpenTelemetry Weaver)",
  details:
    `${searchDetails}\nWrites \`definition/2\`. A catalog that was imported is written back into its registry: files without changes stay as\n` +
    "they were, comments included.",
  argument: "[FILE]",
  options: {
    ...exportOption,
    output: { value: "DIR", help: "write to this folder (default: registry)" },
    registry: {
      value: "PATH",
      help: "the registry that the catalog was imported from: its folder, or the .registry.json",
    },
    fresh: { help: "write everything anew, without the registry that it was imported from" },
  },
  async run(args, values, surroundings) {
    const { runExport } = await import("./export.ts");
    return runExport(args[0], values, surroundings);
  },
};
