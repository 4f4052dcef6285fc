// `telltale catalog coverage [FILE]`.
import { exportOption, outputOption, searchDetails } from "../catalog/options.ts";
import type { Command } from "../command.ts";
import { consoleOptions } from "../console.ts";

export const catalogCoverageCommand: Command = {
  name: "catalog coverage",
  help: "compare a catalog with the code and with what the console has seen: what is dark, dead, undeclared or drifting",
  details:
    `${searchDetails}\n` +
    "Without a console, the catalog is compared with the code alone.\n" +
    "Exits with 1 when there are findings of the level of --fail-on or worse.",
  argument: "[FILE]",
  options: {
    code: { value: "DIR", help: "folder with the code, by default the working directory" },
    tests: { help: "read test files, too" },
    ...consoleOptions,
    since: { value: "TIME", help: "what the console has seen since, by default -7d" },
    service: { value: "NAME", help: "only what this service sent to the console" },
    ...exportOption,
    format: { value: "FORMAT", help: "text (default), json, github or markdown" },
    ...outputOption,
    "fail-on": { value: "LEVEL", help: "violation (default), improvement or information" },
  },
  async run(args, values, surroundings) {
    const { runCatalogCoverage } = await import("./run-catalog-coverage.ts");
    return runCatalogCoverage(args[0], values, surroundings);
  },
};
