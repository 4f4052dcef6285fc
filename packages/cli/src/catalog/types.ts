// Writes the declarations of a catalog.
import path from "node:path";
import { renderTypes } from "catalog/types";
import type { Surroundings, Values } from "../command.ts";
import { exitCode, wrongUsage } from "../failure.ts";
import { finishGenerated } from "./generated-files.ts";
import { loadCatalog } from "./load.ts";
import { textOf } from "./options.ts";

export async function runTypes(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const output = textOf(values, "output");
  if (values["check"] === true && output === undefined)
    throw wrongUsage("`--check` compares a file.", "Pass `--output FILE` with it.");
  if (output !== undefined && !/\.d\.[cm]?ts$/.test(output))
    throw wrongUsage(
      `\`--output ${output}\` is not a file of declarations.`,
      "Pass a name that ends in `.d.ts`, for example `--output src/telemetry.d.ts`.",
    );
  const { catalog, locations } = await loadCatalog(file, { exportName: textOf(values, "export") });
  const text = renderTypes(catalog);
  if (output === undefined) {
    surroundings.print(text.trimEnd());
    return exitCode.ok;
  }
  const files = [{ name: path.basename(output), text }];
  return finishGenerated({ files, findings: [] }, path.dirname(output), locations, values, surroundings);
}
