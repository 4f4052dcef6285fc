// Writes dashboards of a catalog: for Grafana with its provisioning files, or for the console.
import type { Catalog } from "catalog";
import { consoleBoards } from "catalog/console-boards";
import { grafanaDashboards } from "catalog/grafana";
import type { HistogramForm } from "catalog/prometheus";
import { stringify } from "yaml";
import type { Surroundings, Values } from "../command.ts";
import { wrongUsage } from "../failure.ts";
import { finishGenerated, type Generated, readHistograms } from "./generated-files.ts";
import { loadCatalog } from "./load.ts";
import { textOf } from "./options.ts";

type Target = (catalog: Catalog, options: { readonly histograms: HistogramForm }) => Generated;

const targets: Readonly<Record<string, Target>> = { grafana: toGrafana, console: toConsole };

export async function runDashboards(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const histograms = readHistograms(values);
  const name = textOf(values, "target") ?? "grafana";
  if (!Object.hasOwn(targets, name))
    throw wrongUsage(
      `There is no target \`${name}\`.`,
      `Pass one of ${Object.keys(targets).join(", ")} to \`--target\`.`,
    );
  const loaded = await loadCatalog(file, { exportName: textOf(values, "export") });
  const generated = targets[name]!(loaded.catalog, { histograms });
  return finishGenerated(generated, textOf(values, "output") ?? name, loaded.locations, values, surroundings);
}

/** Dashboards as JSON, provisioning as YAML. */
export function toGrafana(catalog: Catalog, options: { readonly histograms: HistogramForm }): Generated {
  const { files, findings } = grafanaDashboards(catalog, options);
  return { files: files.map(({ name, content }) => ({ name, text: textOfFile(name, content) })), findings };
}

/** One JSON file with all dashboards. */
export function toConsole(catalog: Catalog): Generated {
  return { files: [{ name: "dashboards.json", text: json(consoleBoards(catalog)) }], findings: [] };
}

const json = (content: unknown): string => `${JSON.stringify(content, undefined, 2)}\n`;

function textOfFile(name: string, content: unknown): string {
  return name.endsWith(".json") ? json(content) : stringify(content, { lineWidth: 0 });
}
