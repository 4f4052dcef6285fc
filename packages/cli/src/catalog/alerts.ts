// Writes the alerts and objectives of a catalog as rules. What evaluates rules is a target: a name, and a function from a catalog to files.
import type { Catalog } from "catalog";
import { fileName, type HistogramForm, prometheusRules } from "catalog/prometheus";
import { yamlFile } from "quoting/yaml";
import type { Surroundings, Values } from "../command.ts";
import { consoleRules } from "./console-rules/rules.ts";
import type { Generated, GeneratedFile } from "./generated-files.ts";
import { runTarget, type Targets } from "./run-target.ts";

/** What can evaluate rules. */
const targets: Targets = { prometheus: toPrometheus, console: toConsole };

export const runAlerts = (
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> => runTarget(targets, file, values, surroundings);

/** Rules of Prometheus and their tests as YAML. */
export function toPrometheus(catalog: Catalog, options: { readonly histograms: HistogramForm }): Generated {
  const { files, findings } = prometheusRules(catalog, options);
  const heading = headingOf(catalog, "");
  const toFile = ({
    name,
    content,
  }: {
    readonly name: string;
    readonly content: unknown;
  }): GeneratedFile => ({
    name,
    text: yamlFile(content, { heading }),
  });
  return { files: files.flatMap(({ rules, tests }) => [toFile(rules), toFile(tests)]), findings };
}

/** Rules of the console as YAML, in a folder of their own, which is read as a whole. */
export function toConsole(catalog: Catalog): Generated {
  const { alerts, objectives, findings } = consoleRules(catalog);
  if (alerts.length + objectives.length === 0) return { files: [], findings };
  const content = { ...(alerts.length > 0 && { alerts }), ...(objectives.length > 0 && { objectives }) };
  const text = yamlFile(content, { heading: headingOf(catalog, " --target console") });
  return { files: [{ name: `alerts/${fileName(catalog.name)}.yaml`, text }], findings };
}

const headingOf = ({ name }: Catalog, options: string): string =>
  `Generated from the catalog ${JSON.stringify(name)} by \`telltale catalog alerts${options}\`. Change the catalog instead.`;
