// Generated files: options, writing, and comparing with what is there.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Finding } from "catalog";
import type { HistogramForm } from "catalog/prometheus";
import type { Written } from "quoting/written";
import type { Surroundings, Values } from "../command.ts";
import { exitCode, wrongUsage } from "../failure.ts";
import { writeText } from "../write-text.ts";
import type { Locations } from "./locate.ts";
import { textOf } from "./options.ts";
import { printFindings, readFormat } from "./print-findings.ts";

export interface GeneratedFile {
  /** Relative to the folder that the user chooses. */
  readonly name: string;
  readonly text: Written;
}

/** What a generator gives. */
export interface Generated {
  readonly files: readonly GeneratedFile[];
  readonly findings: readonly Finding[];
}

/** `--output DIR`. */
export const folderOption = (folder: string) =>
  ({ output: { value: "DIR", help: `write to this folder (default: ${folder})` } }) as const;

export const checkOption = {
  check: { help: "write nothing; exit with 1 when the files in the folder differ" },
} as const;

export const histogramOption = {
  histograms: {
    value: "FORM",
    help: "how Prometheus stores histograms: classic (default) or native, with native histograms enabled",
  },
} as const;

/** @throws {Failure} for an unknown form. */
export function readHistograms(values: Values): HistogramForm {
  const form = textOf(values, "histograms") ?? "classic";
  if (form === "classic" || form === "native") return form;
  throw wrongUsage(
    `There is no form of histograms \`${form}\`.`,
    "Pass `classic` or `native` to `--histograms`.",
  );
}

/** Writes or compares the files, prints findings with their places, and returns the exit code. */
export function finishGenerated(
  { files, findings }: Generated,
  folder: string,
  locations: Locations,
  values: Values,
  { print, report }: Surroundings,
): number {
  const format = readFormat(values["format"]);
  const isCheck = values["check"] === true;
  const changed = files.filter((file) => differs(folder, file));
  if (!isCheck) for (const { name, text } of changed) writeText(path.join(folder, name), text);
  for (const { name } of changed) report(`${isCheck ? "differs" : "wrote"} ${path.join(folder, name)}`);
  const placed = findings.map((finding) => withLocation(finding, locations));
  if (placed.length > 0 || format !== "text") print(printFindings(placed, format));
  else print(`${files.length} files in ${folder}`);
  if (isCheck && changed.length > 0) {
    report("The files do not match the catalog: run the command without `--check`.");
    return exitCode.failed;
  }
  return findings.some(({ level }) => level === "violation") ? exitCode.failed : exitCode.ok;
}

function withLocation(finding: Finding, locations: Locations): Finding {
  const location = finding.path === undefined ? undefined : locations.find(finding.path);
  return location === undefined ? finding : { ...finding, location };
}

function differs(folder: string, { name, text }: GeneratedFile): boolean {
  try {
    // Git on Windows may have changed the line ends
    return readFileSync(path.join(folder, name), "utf8").replaceAll("\r\n", "\n") !== text;
  } catch {
    return true;
  }
}
