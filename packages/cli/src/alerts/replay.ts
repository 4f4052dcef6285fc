// Replays data through rules, and prints or compares the timeline.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { jsonText } from "quoting/json";
import { visible } from "quoting/terminal";
import { withLineEnd } from "quoting/written";
import {
  isRuleMistake,
  parseInstant,
  type Recording,
  replay,
  type RuleFile,
  type Timeline,
  timelineText,
} from "alerts";
import { loadCatalog } from "../catalog/load.ts";
import { listOf, textOf } from "../catalog/options.ts";
import type { Surroundings, Values } from "../command.ts";
import { exitCode, Failure, wrongUsage } from "../failure.ts";
import { chooseRules } from "./choose-rules.ts";
import { readData } from "./data-files.ts";
import { writeText } from "../write-text.ts";
import { unknownNames } from "./catalog-names.ts";
import { readRules, readRulesWith } from "./rule-files.ts";

export async function runReplay(
  rulesPlace: string,
  dataFiles: string,
  values: Values,
  surroundings: Surroundings,
): Promise<number> {
  const format = textOf(values, "format") ?? "text";
  if (format !== "text" && format !== "json")
    throw wrongUsage(`There is no format \`${format}\`.`, "Pass `text` or `json` to `--format`.");
  const range = { from: timeOf(values, "from"), to: timeOf(values, "to") };
  const rules = chooseRules(await rulesOf(rulesPlace, textOf(values, "catalog")), listOf(values, "rule"));
  const recording = within(await readData(dataFiles.split(",")), range);
  const timeline = run(rules, recording, surroundings);
  const text = format === "json" ? jsonText(timeline) : visible(timelineText(timeline));
  const output = textOf(values, "output");
  if (output === undefined) surroundings.print(text);
  else writeText(output, withLineEnd<string>(text));
  const expected = textOf(values, "expect");
  const compared = expected === undefined ? exitCode.ok : compare(text, expected, surroundings);
  const folder = textOf(values, "promtool");
  if (folder === undefined) return compared;
  return Math.max(compared, await writePromtool(folder, { rules, recording, timeline }, surroundings));
}

/** @param catalogFile whose names the rules must use; undefined: any names. */
async function rulesOf(place: string, catalogFile: string | undefined): Promise<RuleFile> {
  const catalog = catalogFile === undefined ? undefined : (await loadCatalog(catalogFile)).catalog;
  try {
    return catalog === undefined
      ? await readRules(place)
      : await readRulesWith(place, (rules) => unknownNames(rules, catalog));
  } catch (error) {
    if (!isRuleMistake(error)) throw error;
    throw new Failure(error.message, "See docs/reference/alert-rules.md.", exitCode.failed, { cause: error });
  }
}

function timeOf(values: Values, option: string): number | undefined {
  const text = textOf(values, option);
  if (text === undefined) return undefined;
  const at = parseInstant(text);
  if (at === undefined)
    throw wrongUsage(
      `\`--${option}\` is \`${text}\`; expected a time.`,
      "Write for example 2026-03-02T09:00:00Z.",
    );
  return at;
}

function within(
  recording: Recording,
  range: { from: number | undefined; to: number | undefined },
): Recording {
  return {
    ...recording,
    ...(range.from !== undefined && { from: range.from }),
    ...(range.to !== undefined && { to: range.to }),
  };
}

function run(rules: RuleFile, recording: Recording, { progress }: Surroundings): ReturnType<typeof replay> {
  let shown = -1;
  try {
    return replay(rules, recording, {
      onProgress(share) {
        const percent = Math.floor(share * 100);
        if (percent === shown || progress === undefined) return;
        shown = percent;
        progress(percent === 100 ? "" : `replaying ${recording.facts.length} facts: ${percent}%`);
      },
    });
  } catch (error) {
    if (isRuleMistake(error)) throw new Failure(error.message, "See docs/reference/alert-rules.md.");
    if (error instanceof RangeError) throw new Failure(error.message, "See docs/guide/alerts.md.");
    throw error;
  }
}

async function writePromtool(
  folder: string,
  done: { readonly rules: RuleFile; readonly recording: Recording; readonly timeline: Timeline },
  { report }: Surroundings,
): Promise<number> {
  const { exportPromtool, firstLine } = await import("./promtool/index.ts");
  const { files, written, leftOut } = exportPromtool(done.rules, done.recording, done.timeline);
  for (const { rule, reason } of leftOut) report(`not for promtool: \`${rule}\`: ${reason}`);
  removeTests(folder, firstLine);
  for (const { name, text } of files) writeText(path.join(folder, name), text);
  if (written.length === 0) {
    report("No rule could be written for promtool.");
    return exitCode.failed;
  }
  const names = files.map(({ name }) => name).join(", ");
  report(`wrote ${written.length} ${written.length === 1 ? "rule" : "rules"} to ${folder}: ${names}`);
  return exitCode.ok;
}

/** Removes test files of an earlier export: they would test rules that are no longer there. */
function removeTests(folder: string, header: string): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return;
  for (const name of readdirSync(folder)) {
    if (!/^test(?:-[\da-z]+)?\.yml$/.test(name)) continue;
    const file = path.join(folder, name);
    if (readFileSync(file, "utf8").startsWith(header)) rmSync(file);
  }
}

function compare(text: string, file: string, { report }: Surroundings): number {
  const expected = readExpected(file).replaceAll("\r\n", "\n").trimEnd().split("\n");
  const actual = text.split("\n");
  if (actual.join("\n") === expected.join("\n")) return exitCode.ok;
  const line = actual.findIndex((one, index) => one !== expected[index]);
  const at = line === -1 ? actual.length : line;
  report(
    `The timeline differs from ${file} at line ${at + 1}:\n- ${expected[at] ?? "(end)"}\n+ ${actual[at] ?? "(end)"}\n` +
      `If the new timeline is right, write it with \`--output ${file}\`.`,
  );
  return exitCode.failed;
}

function readExpected(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Failure(
      `Cannot read ${file}, with which the timeline is compared.`,
      `Write it with \`--output ${file}\`.`,
    );
  }
}
