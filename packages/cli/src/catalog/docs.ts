// Writes the reference of a catalog.
import path from "node:path";
import { declarationPath } from "catalog";
import { type DocsOptions, renderHtml, renderMarkdown, renderMarkdownFolder, renderSite } from "catalog/docs";
import type { Surroundings, Values } from "../command.ts";
import { exitCode, wrongUsage } from "../failure.ts";
import { finishGenerated, type GeneratedFile } from "./generated-files.ts";
import { type LoadedCatalog, loadCatalog } from "./load.ts";
import { textOf } from "./options.ts";

type Format = "markdown" | "html" | "json";

export async function runDocs(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const format = readFormat(textOf(values, "format") ?? "markdown");
  const consoleUrl = readConsoleUrl(textOf(values, "console"));
  const [output, site] = [textOf(values, "output"), textOf(values, "site")];
  if (output !== undefined && site !== undefined)
    throw wrongUsage("`--output` and `--site` exclude each other.", "Run the command twice.");
  if (values["check"] === true && output === undefined && site === undefined)
    throw wrongUsage("`--check` compares files.", "Pass `--output` or `--site` with it.");
  const loaded = await loadCatalog(file, { exportName: textOf(values, "export") });
  const options = { consoleUrl, locate: locatorOf(loaded) };
  const { files, folder } = generate(loaded, format, { output, site }, options);
  if (folder === undefined) {
    surroundings.print(files[0]!.text.trimEnd());
    return exitCode.ok;
  }
  // findings are not part of this command; its `--format` is that of the reference
  const { format: _, ...others } = values;
  return finishGenerated({ files, findings: [] }, folder, loaded.locations, others, surroundings);
}

interface Targets {
  readonly output: string | undefined;
  readonly site: string | undefined;
}

interface Written {
  readonly files: readonly GeneratedFile[];
  /** Undefined: standard output. */
  readonly folder: string | undefined;
}

function generate(
  { catalog }: LoadedCatalog,
  format: Format,
  { output, site }: Targets,
  options: DocsOptions,
): Written {
  if (site !== undefined) return { files: renderSite(catalog, options), folder: site };
  const isFolder = output !== undefined && /[/\\]$/.test(output);
  if (isFolder && format === "markdown")
    return { files: renderMarkdownFolder(catalog, options), folder: output };
  if (isFolder)
    throw wrongUsage(
      `\`--output ${output}\` is a folder.`,
      `Pass a file, for example \`--output ${output}catalog.${format}\`, or \`--site DIR\`.`,
    );
  const text = {
    markdown: () => renderMarkdown(catalog, options),
    html: () => renderHtml(catalog, options),
    json: () => `${JSON.stringify(catalog, null, 2)}\n`,
  }[format]();
  const name = output === undefined ? "" : path.basename(output);
  return { files: [{ name, text }], folder: output === undefined ? undefined : path.dirname(output) };
}

function locatorOf({ catalog, locations }: LoadedCatalog): DocsOptions["locate"] {
  return (kind, name) => {
    const isOwn = (catalog[kind] as readonly { readonly name: string; readonly catalog: string }[]).some(
      (thing) => thing.name === name && thing.catalog === catalog.name,
    );
    if (!isOwn) return undefined;
    const { file, ...place } = locations.find(declarationPath(kind, name));
    return { file: file.replaceAll("\\", "/"), ...place };
  };
}

function readFormat(value: string): Format {
  if (value === "markdown" || value === "html" || value === "json") return value;
  throw wrongUsage(`There is no format \`${value}\`.`, "Pass markdown, html or json to `--format`.");
}

function readConsoleUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw wrongUsage(
    `Cannot use \`--console ${value}\`: expected an http or https URL.`,
    "Pass for example `--console https://telltale.example`.",
  );
}
