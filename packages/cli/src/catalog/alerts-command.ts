// `telltale catalog alerts [FILE]`.
import type { Command } from "../command.ts";
import { checkOption, folderOption, histogramOption } from "./generated-files.ts";
import { exportOption, searchDetails } from "./options.ts";

export const alertsCommand: Command = {
  name: "catalog alerts",
  help: "generate Prometheus rules, with tests for promtool, or console rules from the alerts and objectives of a catalog",
  details: `${searchDetails}\nPrints what the target cannot evaluate. Exits with 1 for alerts that can never fire or always do.`,
  argument: "[FILE]",
  options: {
    ...exportOption,
    target: { value: "TARGET", help: "what evaluates the rules: prometheus (default) or console" },
    ...folderOption("prometheus or console"),
    ...checkOption,
    ...histogramOption,
    format: { value: "FORMAT", help: "of the findings: text (default), json, github or markdown" },
  },
  async run(args, values, surroundings) {
    const { runAlerts } = await import("./alerts.ts");
    return runAlerts(args[0], values, surroundings);
  },
};
