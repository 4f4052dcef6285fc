// Whether converted calls would emit nothing: another SDK, or prom-client, emits what they did, and nothing starts Telltale there.
import type { Project } from "../code/project.ts";
import { createProject } from "../code/project.ts";
import { parseModule } from "../code/source-module.ts";
import { exitCode, Failure } from "../failure.ts";
import { isAuxiliary, readStarts, type Starts } from "./code-starts.ts";
import type { Converted } from "./convert.ts";
import { type Finding, isStartOf, judge, judgeUnits } from "./judge-start.ts";
import { type LocalPackage, readLocalPackages } from "./packages.ts";
import { preloadsIn, readStartFiles } from "./start-files.ts";
import type { Process } from "./starts/programs.ts";
import { lineOf } from "./starts/tree.ts";
import { readUnits } from "./starts/units.ts";

/** What is known of the start of converted code. */
export interface Unstarted {
  /** What emits telemetry now and would not emit that of converted calls: `Procfile:1: dd-trace/init (process web)`. */
  readonly inWay: readonly string[];
  /** Folders of packages with converted calls in which nothing starts Telltale. */
  readonly folders: readonly string[];
  /** Services, containers and others that are started apart, and do not start Telltale, or are not known to. */
  readonly left: readonly string[];
  /** What is not in the folder, and is said to start Telltale elsewhere. */
  readonly claimed: readonly string[];
}

/** @param before the project before the conversion. @param isElsewhere whether a platform starts what cannot be seen. */
export function findUnstarted(
  root: string,
  before: Project,
  files: readonly Converted[],
  isElsewhere = false,
): Unstarted {
  const converted = files.filter(({ file }) => !isAuxiliary(file));
  if (converted.length === 0) return { inWay: [], folders: [], left: [], claimed: [] };
  const startFiles = readStartFiles(root);
  const starts = readStarts(
    afterConversion(before, files),
    readLocalPackages(startFiles),
    new Set(converted.map(({ file }) => file)),
  );
  const affected = [...new Set(converted.map(({ file }) => starts.packages.ownerOf(file)))];
  const preloads = startFiles.flatMap(preloadsIn);
  const isPreloaded = (one: LocalPackage): boolean =>
    preloads.some(
      ({ file, module }) =>
        module === "telltale/register" && isStartOf(starts.packages.ownerOf(file), one, starts.packages),
    );
  const unstarted = affected.filter((one) => !starts.telltaleIn(one) && !isPreloaded(one));
  const judged = { root, starts, affected, converted };
  const units = readUnits(root, startFiles);
  const found = judgeUnits(judged, units);
  const inUnits = new Set(units.flatMap(({ processes }) => processes.flatMap(preloadPlaces)));
  const rest = preloads.filter(({ file, line }) => !inUnits.has(`${file}:${line}`));
  const findings = [...found.inWay, ...rest.flatMap((preload) => judge(judged, preload))];
  for (const one of unstarted) {
    const served = servedBefore(before, one, converted, starts);
    findings.push(
      ...starts.othersAround(one).map((text) => ({ text, isUnseen: isOfUnseen(found.inWay, text) })),
      ...served.map((text) => ({ text, isUnseen: true })),
    );
  }
  const claimed = isElsewhere ? [...findings, ...found.left].filter(({ isUnseen }) => isUnseen) : [];
  const textsOf = (all: readonly Finding[]): readonly string[] => [
    ...new Set(all.filter((one) => !claimed.includes(one)).map(({ text }) => text)),
  ];
  return {
    inWay: textsOf(findings),
    folders: unstarted.map(({ folder }) => folder),
    left: textsOf(found.left),
    claimed: [...new Set(claimed.map(({ text }) => text))],
  };
}

/** Whether the start of another SDK is in units of which the variables are not known; of other units it is a finding of its own. */
const isOfUnseen = (inUnits: readonly Finding[], start: string): boolean => {
  const end = start.replace(/^(.*?:\d+): (.*)$/, " has $2 at $1");
  return inUnits.some(({ text, isUnseen }) => isUnseen && text.endsWith(end));
};

const preloadPlaces = ({ preloads }: Process): readonly string[] =>
  preloads.map((word) => `${word.source.file}:${lineOf(word, word.text)}`);

export function afterConversion(before: Project, files: readonly Converted[]): Project {
  const texts = new Map(files.map(({ file, after }) => [file, after]));
  return createProject(
    before.modules.map((module) => {
      const text = texts.get(module.file);
      const parsed = text === undefined ? undefined : parseModule(module.file, text);
      return parsed !== undefined && "program" in parsed ? parsed : module;
    }),
  );
}

/** Metrics that a registry of prom-client served until now. */
function servedBefore(
  before: Project,
  one: LocalPackage,
  converted: readonly Converted[],
  { packages }: Starts,
): readonly string[] {
  const names = new Set(converted.map(({ file }) => file));
  const module = before.modules.find(
    ({ file, imports }) =>
      names.has(file) && imports.includes("prom-client") && packages.ownerOf(file) === one,
  );
  return module === undefined ? [] : [`${module.file}: prom-client serves its metrics`];
}

/** What the start of another SDK means for the calls that are converted, and what to change. */
export function explainUnstarted(inWay: readonly string[]): Failure {
  return new Failure(
    `Nothing starts Telltale in what these places start, so converted calls would emit nothing. Their telemetry comes from\n${inWay.join("\n")}`,
    "In each place, replace another SDK by `telltale/register`, as in `node --require telltale/register`, which serves the calls of OpenTelemetry's API too, or call `start()` of telltale in the file that it runs. If a platform starts Telltale in what is not in this folder, pass `--started-elsewhere`. Then run the command again.",
    exitCode.usage,
  );
}
