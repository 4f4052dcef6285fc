// `telltale catalog check [FILE]`.
import type { Command } from "../command.ts";
import { exportOption, outputOption, searchDetails } from "./options.ts";

export const checkCommand: Command = {
  name: "catalog check",
  help: "check the names, units, references and metric attributes of a catalog",
  details: `${searchDetails}\nExits with 1 when there are findings of the level of --fail-on or worse.`,
  argument: "[FILE]",
  options: {
    ...exportOption,
    format: { value: "FORMAT", help: "text (default), json, github or markdown" },
    ...outputOption,
    ignore: { value: "ID", repeated: true, help: "a rule to leave out; may be repeated" },
    rules: { help: "list the rules, and check nothing" },
    "fail-on": { value: "LEVEL", help: "violation, improvement (default) or information" },
  },
  async run(args, values, surroundings) {
    const { runCheck } = await import("./check.ts");
    return runCheck(args[0], values, surroundings);
  },
};
