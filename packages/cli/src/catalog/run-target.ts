// A command that writes files of a catalog for a target: a name, and a function from a catalog to files.
import type { Catalog } from "catalog";
import type { HistogramForm } from "catalog/prometheus";
import type { Surroundings, Values } from "../command.ts";
import { wrongUsage } from "../failure.ts";
import { finishGenerated, type Generated, readHistograms } from "./generated-files.ts";
import { loadCatalog } from "./load.ts";
import { textOf } from "./options.ts";

export type Targets = Readonly<
  Record<string, (catalog: Catalog, options: { readonly histograms: HistogramForm }) => Generated>
>;

/** Writes the files of the target that `--target` names, by default the first, to `--output`, by default a folder of the target's name. */
export async function runTarget(
  targets: Targets,
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const histograms = readHistograms(values);
  const names = Object.keys(targets);
  const name = textOf(values, "target") ?? names[0]!;
  if (!Object.hasOwn(targets, name))
    throw wrongUsage(`There is no target \`${name}\`.`, `Pass one of ${names.join(", ")} to \`--target\`.`);
  const loaded = await loadCatalog(file, { exportName: textOf(values, "export") });
  const generated = targets[name]!(loaded.catalog, { histograms });
  return finishGenerated(generated, textOf(values, "output") ?? name, loaded.locations, values, surroundings);
}
