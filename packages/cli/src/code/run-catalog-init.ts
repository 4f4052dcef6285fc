// Proposes a catalog and writes its file.
import { existsSync } from "node:fs";
import path from "node:path";
import { textOf } from "../catalog/options.ts";
import type { Surroundings, Values } from "../command.ts";
import { readConsole } from "../console.ts";
import { exitCode, Failure } from "../failure.ts";
import { writeText } from "../write-text.ts";
import { errorClasses } from "./error-classes.ts";
import { takeInventory } from "./inventory.ts";
import { readObserved } from "./observed.ts";
import { onlyDeclares } from "./only-declares.ts";
import { proposeCatalog } from "./propose.ts";
import { readCode } from "./read-code.ts";
import { readSmallFile } from "./small-file.ts";
import { writeCatalog } from "./write-catalog.ts";

export async function runCatalogInit(
  folder = ".",
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const output = textOf(values, "output") ?? "telltale.catalog.ts";
  if (output !== "-" && values["force"] !== true && existsSync(output))
    throw new Failure(
      `${output} exists.`,
      "Pass --force to overwrite it, or another file with --output.",
      exitCode.usage,
    );
  const console = readConsole(values, surroundings);
  const code = readCode(folder, surroundings, {
    includeTests: values["tests"] === true,
    mayBeEmpty: console !== undefined,
  });
  const observed = console && (await readObserved(console, values));
  const proposal = proposeCatalog({
    name: textOf(values, "name") ?? packageName(folder),
    inventory: takeInventory(code.uses),
    errors: errorClasses(code.project),
    observed,
  });
  const from = `from ${counted(code.project.modules.length, "files")} of code`;
  const seen =
    observed === undefined ? "" : ` and from what arrived between ${observed.from} and ${observed.to}`;
  const text = writeCatalog(proposal, from + seen);
  // other commands run the file
  if (!onlyDeclares(text))
    throw new Failure(
      "The proposed catalog would do more than declare, so it was not written.",
      "A name in your code or telemetry may cause this. Please report it as a vulnerability.",
    );
  if (output === "-") surroundings.print(text.trimEnd());
  else {
    writeText(output, text);
    surroundings.report(`Wrote ${output}: ${summary(proposal.declaration)}.`);
    surroundings.report("Replace each TODO in it, then run `telltale catalog check`.");
  }
  for (const { key, why } of proposal.leftOut) surroundings.report(`Left out \`${key}\`: ${why}.`);
  return exitCode.ok;
}

function summary(declaration: object): string {
  return Object.entries(declaration)
    .flatMap(([kind, things]) =>
      typeof things === "object" && things !== null ? [[kind, Object.keys(things).length] as const] : [],
    )
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => counted(count, kind))
    .join(", ");
}

/** `1 metric`, `2 metrics`, `1 entity`. */
function counted(count: number, plural: string): string {
  return `${count} ${count === 1 ? plural.replace(/ies$/, "y").replace(/s$/, "") : plural}`;
}

/** The name of the nearest package, without its scope. */
function packageName(folder: string): string {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    try {
      const { name } = JSON.parse(readSmallFile(path.join(at, "package.json")) ?? "") as { name?: unknown };
      if (typeof name === "string" && name !== "") return name.slice(name.lastIndexOf("/") + 1);
    } catch {
      // looked for further up
    }
    if (path.dirname(at) === at) return "application";
  }
}
