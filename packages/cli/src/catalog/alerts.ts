// Writes the alerts and objectives of a catalog as rules. What evaluates rules is a target: a name, and a function from a catalog to files.
import type { Catalog } from "catalog";
import { type HistogramForm, prometheusRules } from "catalog/prometheus";
import { stringify } from "yaml";
import type { Surroundings, Values } from "../command.ts";
import { wrongUsage } from "../failure.ts";
import { finishGenerated, type Generated, type GeneratedFile, readHistograms } from "./generated-files.ts";
import { loadCatalog } from "./load.ts";
import { textOf } from "./options.ts";

type Target = (catalog: Catalog, options: { readonly histograms: HistogramForm }) => Generated;

/** What can evaluate rules. The console's own rules are a further line here. */
const targets: Readonly<Record<string, Target>> = { prometheus: toPrometheus };

export async function runAlerts(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const histograms = readHistograms(values);
  const name = textOf(values, "target") ?? "prometheus";
  if (!Object.hasOwn(targets, name))
    throw wrongUsage(
      `There is no target \`${name}\`.`,
      `Pass one of ${Object.keys(targets).join(", ")} to \`--target\`.`,
    );
  const loaded = await loadCatalog(file, { exportName: textOf(values, "export") });
  const generated = targets[name]!(loaded.catalog, { histograms });
  const folder = textOf(values, "output") ?? "prometheus";
  return finishGenerated(generated, folder, loaded.locations, values, surroundings);
}

/** Rules of Prometheus and their tests as YAML. */
export function toPrometheus(catalog: Catalog, options: { readonly histograms: HistogramForm }): Generated {
  const { files, findings } = prometheusRules(catalog, options);
  const header = `# Generated from the catalog ${JSON.stringify(catalog.name)} by \`telltale catalog alerts\`. Change the catalog instead.\n`;
  const toFile = ({
    name,
    content,
  }: {
    readonly name: string;
    readonly content: unknown;
  }): GeneratedFile => ({
    name,
    text: header + stringify(content, { lineWidth: 0 }),
  });
  return { files: files.flatMap(({ rules, tests }) => [toFile(rules), toFile(tests)]), findings };
}
