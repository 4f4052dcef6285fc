// `telltale catalog dashboards [FILE]`.
import type { Command } from "../command.ts";
import { checkOption, folderOption, histogramOption } from "./generated-files.ts";
import { exportOption, searchDetails } from "./options.ts";

export const dashboardsCommand: Command = {
  name: "catalog dashboards",
  help: "generate dashboards for Grafana and for the console from a catalog",
  details: `${searchDetails}\nPrints what cannot be drawn from Prometheus.`,
  argument: "[FILE]",
  options: {
    ...exportOption,
    target: { value: "TARGET", help: "what shows the dashboards: grafana (default) or console" },
    ...folderOption("grafana or console"),
    ...checkOption,
    ...histogramOption,
    format: { value: "FORMAT", help: "of the findings: text (default), json, github or markdown" },
  },
  async run(args, values, surroundings) {
    const { runDashboards } = await import("./dashboards.ts");
    return runDashboards(args[0], values, surroundings);
  },
};
