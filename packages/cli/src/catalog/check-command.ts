// `telltale catalog check [FILE]`.
import type { Command } from "../command.ts";
import { consoleOptions } from "../console.ts";
import { exportOption, outputOption, searchDetails } from "./options.ts";

export const checkCommand: Command = {
  name: "catalog check",
  help: "check the names, units, references and metric attributes of a catalog",
  details: `${searchDetails}\nWith --live, prints what the console found in the telemetry of the last 24 hours.\nExits with 1 when there are findings of the level of --fail-on or worse: improvement by default, with --live violation.`,
  argument: "[FILE]",
  options: {
    ...exportOption,
    format: { value: "FORMAT", help: "text (default), json, github, markdown; with --live also otlp-json" },
    ...outputOption,
    ignore: { value: "ID", repeated: true, help: "a rule to leave out; may be repeated" },
    rules: { help: "list the rules, and check nothing" },
    alerts: {
      value: "PLACE",
      help: "also check this file or folder of alert rules, and the names in it against the catalog",
    },
    live: { help: "check the telemetry that the console of --console received, instead of the catalog" },
    ...consoleOptions,
    from: { value: "TIME", help: "with --live: beginning of the telemetry (default: -24h)" },
    service: { value: "NAME", help: "with --live: findings of this service" },
    code: {
      value: "DIR",
      help: "with --live: folder with the code, for the places of undeclared names (default: the working directory)",
    },
    "fail-on": { value: "LEVEL", help: "violation, improvement or information" },
  },
  async run(args, values, surroundings) {
    if (values["live"] === true) {
      const { runLiveCheck } = await import("./live-check.ts");
      return runLiveCheck(args[0], values, surroundings);
    }
    const { runCheck } = await import("./check.ts");
    return runCheck(args[0], values, surroundings);
  },
};
