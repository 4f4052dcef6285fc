// `telltale coverage [DIR]`.
import { outputOption } from "../../catalog/options.ts";
import type { Command } from "../../command.ts";
import { consoleOptions } from "../../console.ts";

export const applicationCoverageCommand: Command = {
  name: "coverage",
  help: "list what of an application no telemetry shows: routes, consumers, jobs, calls, caught errors, functions",
  details:
    "Reads the code in DIR, by default the working directory. A place is covered by a call of Telltale or OpenTelemetry in it\n" +
    "or around it, by an integration (telltale/register in package.json, or imported), or by what the console has seen.\n" +
    "Score: 100 × covered ÷ all, where a route or queue consumer counts 5, a job or outgoing call 3, a database call or\n" +
    "caught error 2, and an exported asynchronous function 1.",
  argument: "[DIR]",
  options: {
    ...consoleOptions,
    since: { value: "TIME", help: "what the console has seen since, by default -7d" },
    service: { value: "NAME", help: "only what this service sent to the console" },
    registered: {
      help: "the application is started with telltale/register, though package.json does not say so",
    },
    tests: { help: "read test files, too" },
    format: { value: "FORMAT", help: "text (default), json, github or markdown" },
    ...outputOption,
    "fail-under": { value: "SCORE", help: "exit with 1 when the score is below this, from 0 to 100" },
  },
  async run(args, values, surroundings) {
    const { runApplicationCoverage } = await import("./run.ts");
    return runApplicationCoverage(args[0], values, surroundings);
  },
};
