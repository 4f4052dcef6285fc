// Writes the reference of a catalog.
import path from "node:path";
import { declarationPath } from "catalog";
import { type DocsOptions, renderHtml, renderMarkdown, renderMarkdownFolder, renderSite } from "catalog/docs";
import { jsonFile } from "quoting/json";
import type { Surroundings, Values } from "../command.ts";
import { exitCode, wrongUsage } from "../failure.ts";
import { finishGenerated, type GeneratedFile } from "./generated-files.ts";
import { type LoadedCatalog, loadCatalog } from "./load.ts";
import { textOf } from "./options.ts";

type Format = "markdown" | "html" | "json" | "site";

export async function runDocs(
  file: string | undefined,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const site = textOf(values, "site");
  const format = readFormat(textOf(values, "format") ?? (site === undefined ? "markdown" : "site"));
  const consoleUrl = readConsoleUrl(textOf(values, "console"));
  if (site !== undefined && (values["output"] !== undefined || format !== "site"))
    throw wrongUsage("`--site` excludes `--output` and `--format`.", "Run the command twice.");
  const output = site ?? textOf(values, "output");
  if (output === undefined && format === "site")
    throw wrongUsage("A site needs a folder.", "Pass `--site DIR`.");
  if (values["check"] === true && output === undefined)
    throw wrongUsage("`--check` compares files.", "Pass `--output` or `--site` with it.");
  const loaded = await loadCatalog(file, { exportName: textOf(values, "export") });
  const options = { consoleUrl, locate: locatorOf(loaded) };
  const { files, folder } = generate(loaded, format, output, options);
  if (folder === undefined) {
    surroundings.print(files[0]!.text.trimEnd());
    return exitCode.ok;
  }
  // findings are not part of this command; its `--format` is that of the reference
  const { format: _, ...others } = values;
  return finishGenerated({ files, findings: [] }, folder, loaded.locations, others, surroundings);
}

interface Written {
  readonly files: readonly GeneratedFile[];
  /** Undefined: standard output. */
  readonly folder: string | undefined;
}

function generate(
  { catalog }: LoadedCatalog,
  format: Format,
  output: string | undefined,
  options: DocsOptions,
): Written {
  if (format === "site") return { files: renderSite(catalog, options), folder: output };
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
    json: () => jsonFile(catalog),
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
  if (value === "markdown" || value === "html" || value === "json" || value === "site") return value;
  throw wrongUsage(`There is no format \`${value}\`.`, "Pass markdown, html, site or json to `--format`.");
}

function readConsoleUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw wrongUsage(
    `Cannot use \`--console ${value}\`: expected an http or https URL.`,
    "Pass for example `--console https://telltale.example`.",
  );
}
