// Reads a project, converts it, and prints or writes the result.
// oxlint-disable-next-line own/written-files -- sources of the user, changed by positions
import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createTwoFilesPatch } from "diff";
import { createProject } from "../code/project.ts";
import { guideUrl } from "../guide-url.ts";
import { readSources } from "../code/source-files.ts";
import { parseModule, type SourceModule } from "../code/source-module.ts";
import type { Surroundings, Values } from "../command.ts";
import { exitCode, Failure, wrongUsage } from "../failure.ts";
import { type Conversion, type Converted, convert, type Origin, origins } from "./convert.ts";
import type { UnreadFile } from "./hidden-uses.ts";
import { requireClean } from "./require-clean.ts";
import { readPackages } from "./surroundings.ts";
import { explainUnserved, findUnserved } from "./unserved.ts";
import { explainUnstarted, findUnstarted, type Unstarted } from "./unstarted.ts";

export function runMigrate(
  args: readonly string[],
  values: Values,
  { print, printRaw, report, progress }: Surroundings,
): number {
  const from = readOrigins(values["from"]);
  const root = process.cwd();
  const targets = (args.length === 0 ? ["."] : args).map((one) => readTarget(root, one));
  const { modules, sources, unread, skipped } = readProject(root, targets, report, progress);
  progress?.("");
  const unusable = skipped.filter((line) => targets.some((one) => isOf(one, line)));
  if (sources.size === 0 && unusable.length > 0)
    throw new Failure(
      `None of the source files in ${args.join(", ") || root} can be read:\n${unusable.join("\n")}`,
      "Correct these files, or pass a folder or file with your sources.",
    );
  if (sources.size === 0)
    throw wrongUsage(
      `There is no source file in ${args.join(", ") || root}: looked for .ts, .tsx, .js and .jsx outside of node_modules and of what .gitignore excludes.`,
      "Pass a folder or file with your sources, for example `src`.",
    );
  const project = createProject(modules);
  const done = convert(project, sources, from, {
    unread,
    ...readPackages(root, modules),
  });
  const unstarted = findUnstarted(root, project, done.files, values["started-elsewhere"] === true);
  const refusal = refusalOf(unstarted, findUnserved(root, project, done.files));
  if (refusal !== undefined && values["write"] === true) throw refusal;
  if (values["write"] === true) writeAll(root, done.files, values["force"] === true);
  else for (const file of done.files) (printRaw ?? print)(patchOf(file));
  summarize(done, values["write"] === true, report);
  reportUnits(unstarted, report);
  if (refusal === undefined) reportUnstarted(unstarted, values["started-elsewhere"] === true, report);
  else report(`--write would refuse. ${refusal.message}\n${refusal.fix}`);
  return done.broken.length + skipped.length === 0 ? exitCode.ok : exitCode.failed;
}

/** The sources of a project, and what is known of them before the conversion. */
interface ReadProject {
  readonly modules: readonly SourceModule[];
  /** The texts of the files that may change. */
  readonly sources: ReadonlyMap<SourceModule, string>;
  readonly unread: readonly UnreadFile[];
  /** The files that could not be read, and why. */
  readonly skipped: readonly string[];
}

function readProject(
  root: string,
  targets: readonly string[],
  report: Surroundings["report"],
  progress: Surroundings["progress"],
): ReadProject {
  const modules: SourceModule[] = [];
  const sources = new Map<SourceModule, string>();
  const unread: UnreadFile[] = [];
  const skipped: string[] = [];
  const skip = (line: string): void => {
    const shown = fromRoot(root, line);
    skipped.push(shown);
    report(shown);
  };
  const onUnread = (file: string, text: string): void => void unread.push({ file, text });
  for (const { name, source } of readSources(root, skip, { includeTests: true, onUnread })) {
    const parsed = parseModule(name, source);
    if ("program" in parsed) modules.push(parsed);
    else {
      skip(`${name}:${parsed.location.line}: cannot be parsed: ${parsed.message}. Skipped.`);
      onUnread(name, source);
    }
    if ("program" in parsed && targets.some((one) => contains(one, name))) sources.set(parsed, source);
    if (modules.length % 50 === 0) progress?.(`${modules.length} files read`);
  }
  return { modules, sources, unread, skipped };
}

/** Why `--write` would lose telemetry. */
function refusalOf({ inWay }: Unstarted, unserved: readonly string[]): Failure | undefined {
  if (inWay.length > 0) return explainUnstarted(inWay);
  return unserved.length > 0 ? explainUnserved(unserved) : undefined;
}

/** Services, containers and others that do not start Telltale, or are not known to. */
function reportUnits({ left, claimed }: Unstarted, report: (line: string) => void): void {
  const url = guideUrl("migrate-opentelemetry.md#what-starts-your-services");
  if (left.length > 0)
    report(`Left ${counted(left.length, "start")} as ${left.length === 1 ? "it is" : "they are"} (${url}):`);
  for (const line of left) report(line);
  if (claimed.length > 0)
    report("Taken to start Telltale elsewhere, because of --started-elsewhere; the command did not see it:");
  for (const line of claimed) report(line);
}

function reportUnstarted({ folders }: Unstarted, isElsewhere: boolean, report: (line: string) => void): void {
  for (const folder of folders)
    report(
      isElsewhere
        ? `Nothing that was read${folder === "" ? "" : ` in ${folder}`} starts Telltale. --started-elsewhere says that a platform does.`
        : `Nothing that was read${folder === "" ? "" : ` in ${folder}`} starts Telltale: converted calls emit nothing until \`start()\` is called or \`telltale/register\` is preloaded.`,
    );
}

function readOrigins(given: Values[string]): readonly Origin[] {
  const names = (given ?? origins) as readonly string[];
  const unknown = names.find((name) => !origins.some((one) => one === name));
  if (unknown !== undefined)
    throw wrongUsage(
      `Cannot migrate from \`${unknown}\`: expected ${origins.join(" or ")}.`,
      "For dd-trace, Sentry and New Relic see the tables of calls in docs/guide.",
    );
  return names as readonly Origin[];
}

/** `line`, where it begins with a file below `root`, with the file's path from there and forward slashes. */
export function fromRoot(root: string, line: string, separator: string = path.sep): string {
  if (!line.startsWith(root + separator)) return line;
  const [file = "", ...rest] = line.slice(root.length + 1).split(":");
  return [file.split(separator).join("/"), ...rest].join(":");
}

/** The path from the working directory, with forward slashes. */
function readTarget(root: string, given: string): string {
  const target = path.relative(root, path.resolve(root, given)).split(path.sep).join("/");
  if (statSync(given, { throwIfNoEntry: false }) === undefined)
    throw wrongUsage(`There is no file or folder ${given}.`, "Pass a folder or file with your sources.");
  if (target.startsWith("../") || target === ".." || path.isAbsolute(target))
    throw wrongUsage(
      `${given} is outside of the working directory.`,
      "Run the command in the root of the project: files that use a converted metric have to be read, too.",
    );
  return target;
}

/** Whether `line` is about `target`, or a file in it. */
const isOf = (target: string, line: string): boolean =>
  target === "" || line.startsWith(`${target}:`) || line.startsWith(`${target}/`);
const contains = (target: string, name: string): boolean =>
  target === "" || name === target || name.startsWith(`${target}/`);

/** Without the lines before the names of the files, and without the last line feed, which printing adds. A blank line of context keeps its space. */
function patchOf({ file, before, after }: Converted): string {
  const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
    context: 3,
  });
  return patch.slice(patch.indexOf("--- "), -1);
}

function writeAll(root: string, files: readonly Converted[], isForced: boolean): void {
  if (!isForced)
    requireClean(
      root,
      files.map(({ file }) => file),
    );
  for (const { file, before, after } of files) {
    const target = path.join(root, file);
    if (!readFileSync(target).equals(Buffer.from(before)))
      throw new Failure(`${file} was changed while the command ran.`, "Run the command again.");
    writeFileSync(target, after);
  }
}

function summarize(
  { files, left, broken }: Conversion,
  isWritten: boolean,
  report: (line: string) => void,
): void {
  const calls = files.reduce((sum, one) => sum + one.calls, 0);
  const where = `${counted(calls, "call")} in ${counted(files.length, "file")}`;
  report(isWritten ? `Converted ${where}.` : `Would convert ${where}. Nothing is written without --write.`);
  for (const file of broken)
    report(
      `${file}: not converted, because the result would not parse, or not have the statements that it should. Please report this.`,
    );
  if (left.length === 0) return;
  report(`Left ${counted(left.length, "call")} as ${left.length === 1 ? "it is" : "they are"}:`);
  for (const { location, call, reason, guide } of left)
    report(`${location.file}:${location.line}:${location.column}: ${call}: ${reason} (${guideUrl(guide)})`);
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
