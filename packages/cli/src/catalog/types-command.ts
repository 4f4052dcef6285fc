// `telltale catalog types [FILE]`.
import type { Command } from "../command.ts";
import { checkOption } from "./generated-files.ts";
import { exportOption, searchDetails } from "./options.ts";

export const typesCommand: Command = {
  name: "catalog types",
  help: "write TypeScript declarations that type calls by a catalog, with its descriptions for editors",
  details: `${searchDetails}\nThe declarations register the catalog: remove a \`Register\` of your own.`,
  argument: "[FILE]",
  options: {
    ...exportOption,
    output: {
      value: "FILE",
      help: "write to this file, for example src/telemetry.d.ts, instead of standard output",
    },
    ...checkOption,
  },
  async run(args, values, surroundings) {
    const { runTypes } = await import("./types.ts");
    return runTypes(args[0], values, surroundings);
  },
};
