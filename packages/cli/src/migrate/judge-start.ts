// Whether a process that is started with another SDK, or with nothing, emits what its converted calls do.
import path from "node:path";
import { readSmallFile } from "../code/small-file.ts";
import type { SourceModule } from "../code/source-module.ts";
import type { Starts } from "./code-starts.ts";
import type { Converted } from "./convert.ts";
import type { LocalPackage, Packages } from "./packages.ts";
import { codeAt, isPath, withImports } from "./preloaded-code.ts";
import { isOtherSdk, otherStartIn } from "./sdk-starts.ts";
import type { Preload } from "./start-files.ts";
import type { Process } from "./starts/programs.ts";
import { lineOf } from "./starts/tree.ts";
import type { Unit } from "./starts/unit.ts";

export interface Finding {
  /** With its place: `Procfile:1: dd-trace/init (process web)`. */
  readonly text: string;
  /** Whether Telltale may be started there by what is not in the folder, so that the user's word is taken for it. */
  readonly isUnseen: boolean;
}

/** A converted project. */
export interface Judged {
  readonly root: string;
  readonly starts: Starts;
  /** Packages with converted files. */
  readonly affected: readonly LocalPackage[];
  readonly converted: readonly Converted[];
}

/** The code that a word of a command names, and what it starts. */
interface Code {
  of(named: string): readonly SourceModule[];
  ofEntry(entry: string): readonly SourceModule[];
}

function codeIn({ root, starts }: Judged, folders: readonly string[]): Code {
  const of = (named: string): readonly SourceModule[] => codeAt(root, starts.project, named, folders);
  return {
    of,
    ofEntry(entry) {
      if (entry !== "." && entry !== "./") return of(/^(?:\.|\/)/.test(entry) ? entry : `./${entry}`);
      const mains = folders.flatMap((folder) => mainOf(path.join(root, folder)) ?? []);
      return of(mains[0] ?? "./index.js");
    },
  };
}

/** The `main` of the package.json in a folder. */
function mainOf(folder: string): string | undefined {
  try {
    const { main } = JSON.parse(readSmallFile(path.join(folder, "package.json")) ?? "{}") as {
      main?: unknown;
    };
    return typeof main === "string" ? `./${main.replace(/^\.\//, "")}` : undefined;
  } catch {
    return undefined;
  }
}

const folderOf = (file: string): string => (file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "");

/** Why a preload is in the way of converted calls: the SDK of another, or code that starts it or cannot be read. */
export function judge(judged: Judged, preload: Preload): readonly Finding[] {
  const owner = judged.starts.packages.ownerOf(preload.file);
  const folders = [...new Set([folderOf(preload.file), owner.folder, ""])];
  return judgePreload(judged, preload, folders).map(({ text, isUnseen }) => ({ text, isUnseen }));
}

function judgePreload(
  judged: Judged,
  { file, line, module, isOfNode, beside, entries }: Preload,
  folders: readonly string[],
): readonly Finding[] {
  const { starts, affected } = judged;
  const owner = starts.packages.ownerOf(file);
  const code = codeIn(judged, folders);
  const why = whyInWay(starts, code, module, isOfNode);
  const others = beside.filter(isPath).flatMap(code.of);
  if (why === undefined || beside.includes("telltale/register") || starts.reachTelltale(others)) return [];
  const run = entries.flatMap(code.ofEntry);
  if (run.length > 0 && starts.reachTelltale(run)) return [];
  // a worker without converted calls does not need Telltale, as long as their own process starts it
  const isSilent =
    (run.length > 0 && starts.mayReachConverted(run)) ||
    (run.length === 0 &&
      entries.length > 0 &&
      affected.some((one) => isStartOf(owner, one, starts.packages))) ||
    affected.some((one) => isStartOf(owner, one, starts.packages) && !starts.telltaleIn(one));
  return isSilent ? [{ text: `${file}:${line}: ${module}${why}`, isUnseen: why.includes(notHere) }] : [];
}

const notHere = "which is not in this folder";

/** What is wrong with a preload; undefined when it starts nothing that is known. */
function whyInWay(starts: Starts, code: Code, module: string, isOfNode: boolean): string | undefined {
  if (!isPath(module)) return isOtherSdk(module) ? "" : undefined;
  const modules = code.of(module);
  if (modules.length === 0)
    return isOfNode ? `, ${notHere}, so that it is not known what it starts` : undefined;
  for (const one of withImports(starts.project, modules)) {
    const found = otherStartIn(starts.project, one);
    if (found !== undefined) return `, which has ${found.call} at ${one.file}:${found.location.line}`;
  }
  return undefined;
}

/** Whether a start file of the package `owner` may start code of `one`, which is below it or which it depends on. */
export const isStartOf = (owner: LocalPackage, one: LocalPackage, packages: Packages): boolean =>
  owner.folder === "" ||
  one.folder.startsWith(`${owner.folder}/`) ||
  packages.withDependencies(owner).includes(one);

/** What is in the way of converted calls in units, and the units that do not start Telltale, or are not known to. */
export function judgeUnits(
  judged: Judged,
  units: readonly Unit[],
): { readonly inWay: readonly Finding[]; readonly left: readonly Finding[] } {
  const inWay: Finding[] = [];
  const left: Finding[] = [];
  for (const unit of units) {
    const isLast = isLastStart(unit, units);
    for (const process of unit.processes.length === 0 && isLast ? [nothingOf(unit)] : unit.processes) {
      const found = judgeProcess(judged, unit, process, units);
      inWay.push(...found);
      const apart = !isLast && found.length === 0 ? judgeApart(judged, unit, process, units) : undefined;
      if (apart !== undefined) (apart.isUnseen ? left : inWay).push(apart);
      if (found.length > 0 || !isLast) continue;
      const hidden = unit.hidden ?? hiddenByImage(judged, unit, units);
      const other = process.kind === "node" ? judgeWithout(judged, unit, process) : undefined;
      if (other !== undefined && hidden === unit.hidden) inWay.push(other);
      else left.push(...noteOf(judged, { ...unit, hidden }, process));
    }
  }
  return { inWay, left };
}

/** Scripts that start an application to work on it. */
const ofDevelopment = /(?:^script |[:_-])(?:dev|develop|development|debug|watch|local)\b/;

/** A script that only a platform or a person runs, of which the code starts another SDK. */
function judgeApart(
  judged: Judged,
  unit: Unit,
  process: Process,
  units: readonly Unit[],
): Finding | undefined {
  const { at } = unit;
  if (!unit.name.startsWith("script ") || ofDevelopment.test(unit.name) || process.kind !== "node")
    return undefined;
  const isRun = units.some(
    (one) =>
      one !== unit &&
      !ofDevelopment.test(one.name) &&
      one.processes.some(
        ({ at: word }) => word.source === at.source && word.at >= at.at && word.at <= at.at + at.text.length,
      ),
  );
  const own = isRun ? undefined : ownStart(judged, unit, process);
  if (own === undefined) return undefined;
  const image = units.find(
    ({ inherited = [], level }) =>
      level === "image" && isPreloaded(judged, { ...process, preloads: inherited }),
  );
  return image === undefined
    ? own
    : {
        text: `${own.text}; not known whether it runs in an image that preloads Telltale, as ${placeOf(image)} does`,
        isUnseen: true,
      };
}

/** What may preload Telltale in a unit with an image that is not read: a stage of the project, or a patch. */
function hiddenByImage(judged: Judged, unit: Unit, units: readonly Unit[]): string | undefined {
  if (unit.hasUnreadImage !== true) return undefined;
  const preloading = units.find(
    (one) =>
      one !== unit &&
      (one.level === "image" || one.isPatch === true) &&
      one.processes.some((process) => isPreloaded(judged, process)),
  );
  return preloading && `its image is not read, and ${placeOf(preloading)} preloads Telltale`;
}

const nothingOf = ({ at }: Unit): Process => ({
  kind: "other",
  what: "nothing in its command runs Node.js",
  at,
  preloads: [],
  folders: [],
});

/** Whether nothing in the project adds to what starts the unit: a container does to an image, both do to a script. */
function isLastStart(unit: Unit, units: readonly Unit[]): boolean {
  if (unit.level === "container") return true;
  const above = units.filter(
    ({ level, processes }) =>
      levels[level] > levels[unit.level] && processes.some(({ kind }) => kind !== "other"),
  );
  return above.length === 0 && (unit.level === "image" || lastScript.test(unit.name));
}

const lastScript = /^(?:script (?:start|serve)|target|shell script)\b/;
const levels = { script: 0, image: 1, container: 2 } as const;

function judgeProcess(
  judged: Judged,
  unit: Unit,
  process: Process,
  units: readonly Unit[],
): readonly Finding[] {
  const beside = process.preloads.map(({ text }) => text);
  return process.preloads.flatMap((word) => {
    const entries = process.entry === undefined ? entriesOfOthers(unit, units) : [process.entry];
    // without a command of its own, each that the project has may be the one
    const each = entries.length === 0 ? [[]] : entries.map((entry) => [entry]);
    for (const one of each) {
      const preload = {
        file: word.source.file,
        line: lineOf(word, word.text),
        module: word.text,
        isOfNode: true,
        beside,
        entries: one,
      };
      const found = judgePreload(judged, preload, process.folders);
      if (found.length > 0)
        return found.map((finding) => ({ ...finding, text: `${finding.text} (${unit.name})` }));
    }
    return [];
  });
}

/** The files that images run, or else scripts, for a unit whose command is in an image. */
function entriesOfOthers(unit: Unit, units: readonly Unit[]): readonly string[] {
  const entriesOf = (level: Unit["level"]): readonly string[] =>
    units
      .filter(
        (one) =>
          one !== unit &&
          one.level === level &&
          (level === "image" || /^script (?:start|serve)\b/.test(one.name)),
      )
      .flatMap(({ processes }) => processes.flatMap(({ entry }) => entry ?? []));
  if (unit.level === "script") return [];
  const images = unit.level === "container" ? entriesOf("image") : [];
  return images.length > 0 ? images : entriesOf("script");
}

/** A process that no preload of another starts: its own code does, or prom-client serves its metrics. */
function judgeWithout(judged: Judged, unit: Unit, process: Process): Finding | undefined {
  if (isStarted(judged, process)) return undefined;
  const here = new Map(judged.converted.map((one) => [one.file, one.before]));
  const served = judged.starts
    .reached(entryOf(judged, process))
    .find(({ file }) => here.has(file) && /prom-client[^]*(?:\.metrics\(|Pushgateway)/.test(here.get(file)!));
  return (
    ownStart(judged, unit, process) ??
    (served && { text: `${placeOf(unit)}: prom-client serves the metrics of ${served.file}`, isUnseen: true })
  );
}

/** The SDK that the code of a process with converted calls starts, where nothing starts Telltale. */
function ownStart(judged: Judged, unit: Unit, process: Process): Finding | undefined {
  const { starts, converted } = judged;
  const reached = isStarted(judged, process) ? [] : starts.reached(entryOf(judged, process));
  if (!reached.some(({ file }) => converted.some((one) => one.file === file))) return undefined;
  for (const module of reached) {
    const found = otherStartIn(starts.project, module);
    if (found !== undefined)
      return {
        text: `${placeOf(unit)}: ${process.entry} has ${found.call} at ${module.file}:${found.location.line}`,
        isUnseen: unit.hidden !== undefined,
      };
  }
  return undefined;
}

const placeOf = ({ at, name }: Unit): string => `${at.source.file}:${lineOf(at)}: ${name}`;

const entryOf = (judged: Judged, { entry, folders }: Process): readonly SourceModule[] =>
  entry === undefined ? [] : codeIn(judged, folders).ofEntry(entry);

/** Whether a preload of the process, or the file that it runs, starts Telltale. */
const isStarted = (judged: Judged, process: Process): boolean =>
  isPreloaded(judged, process) || judged.starts.reachTelltale(entryOf(judged, process));

function isPreloaded(judged: Judged, { preloads, folders }: Process): boolean {
  const code = codeIn(judged, folders);
  return preloads.some(
    ({ text }) =>
      text === "telltale/register" || (isPath(text) && judged.starts.reachTelltale(code.of(text))),
  );
}

/** What is said of a unit that is neither in the way nor starts Telltale. */
function noteOf(judged: Judged, unit: Unit, process: Process): readonly Finding[] {
  const place = placeOf(unit);
  const { starts } = judged;
  if (process.kind === "other")
    return [{ text: `${place}: does not run Node.js: ${process.what}`, isUnseen: false }];
  if (process.kind === "node" && isStarted(judged, process)) return [];
  const run = entryOf(judged, process);
  const isSeen = run.length > 0 && process.kind === "node";
  if (isSeen && !starts.mayReachConverted(run)) return [];
  if (unit.hidden !== undefined)
    return [
      {
        text: `${place}: ${unit.hidden}, so that it is not known whether it starts Telltale`,
        isUnseen: true,
      },
    ];
  if (isSeen)
    return [
      {
        text: `${place}: runs converted calls in ${process.entry}, and nothing starts Telltale there`,
        isUnseen: false,
      },
    ];
  const what =
    process.kind === "unknown"
      ? process.what
      : `it runs ${process.shownEntry ?? process.entry ?? process.what}, of which the code is not known`;
  return [{ text: `${place}: not known whether it starts Telltale: ${what}`, isUnseen: true }];
}
