// Writes dashboards of a catalog: for Grafana with its provisioning files, or for the console.
import type { Catalog } from "catalog";
import { consoleBoards } from "catalog/console-boards";
import { grafanaDashboards } from "catalog/grafana";
import type { HistogramForm } from "catalog/prometheus";
import { jsonFile } from "quoting/json";
import type { Written } from "quoting/written";
import { yamlFile } from "quoting/yaml";
import type { Surroundings, Values } from "../command.ts";
import type { Generated } from "./generated-files.ts";
import { runTarget, type Targets } from "./run-target.ts";

const targets: Targets = { grafana: toGrafana, console: toConsole };

export const runDashboards = (
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> => runTarget(targets, file, values, surroundings);

/** Dashboards as JSON, provisioning as YAML. */
export function toGrafana(catalog: Catalog, options: { readonly histograms: HistogramForm }): Generated {
  const { files, findings } = grafanaDashboards(catalog, options);
  return { files: files.map(({ name, content }) => ({ name, text: textOfFile(name, content) })), findings };
}

/** One JSON file with all dashboards. */
export function toConsole(catalog: Catalog): Generated {
  return { files: [{ name: "dashboards.json", text: jsonFile(consoleBoards(catalog)) }], findings: [] };
}

function textOfFile(name: string, content: unknown): Written {
  return name.endsWith(".json") ? jsonFile(content) : yamlFile(content);
}
