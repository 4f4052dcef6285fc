// Runs a file of rules in TypeScript or JavaScript: in a process of its own, with a limit of time and memory, which can read the folder of
// rules and nothing else, starts no processes, and has no environment. What it exports is data, and checked as that.
import { type ChildProcess, fork } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import * as nodeModule from "node:module";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { command } from "quoting/shell";
import { type Problem, rulesOfExports } from "alerts";
import { formOf, type ReadRuleFile } from "../rule-file.ts";

/** What the process sends: the rules as JSON, or what went wrong. */
export interface ModuleReport {
  /** Files that were imported, the module among them. */
  readonly uses: readonly string[];
  /** Its exports as JSON, a list. */
  readonly exported?: string;
  readonly message?: string;
  readonly code?: string;
  /** Where it went wrong. */
  readonly place?: { readonly file: string; readonly line: number };
  /** Mistakes of a rule that `defineAlert` has found. */
  readonly problems?: readonly Problem[];
}

/** What the module says, and the files in which a change may change that. */
export interface ModuleRules {
  readonly read: ReadRuleFile;
  readonly uses: readonly string[];
  /** It did not end in time: another try may succeed. */
  readonly isLate: boolean;
}

/** A file that takes longer is ended. */
const timeoutMs = 10_000;
const mostMb = 256;
const mostCharacters = 2_000_000;
/** Files that a module imports. */
const mostUses = 2_000;

/** Whether this Node.js runs TypeScript, and lets an import be resolved elsewhere. */
function runsModules(): boolean {
  const { typescript } = process.features as { readonly typescript?: unknown };
  return Boolean(typescript) && "registerHooks" in nodeModule;
}

/** When a module is ended. */
export interface ModuleLimits {
  /** Default: 10 s. */
  readonly limitMs?: number | undefined;
  /** Ends it, too; what it returns then is of no use. */
  readonly signal?: AbortSignal | undefined;
}

interface RunOptions extends ModuleLimits {
  /** Whether this Node.js can run modules. */
  readonly isSupported?: boolean;
}

/** @param folder the folder of rules, which the file is in. */
export async function runModule(
  folder: string,
  path: string,
  { limitMs = timeoutMs, signal, isSupported = runsModules() }: RunOptions = {},
): Promise<ModuleRules> {
  if (!isSupported)
    return {
      isLate: false,
      uses: [],
      read: refused(
        `is a module, which Node.js ${process.versions.node} cannot run.`,
        "Run the console with Node.js 22.18 or later, or write the rules as YAML.",
      ),
    };
  const root = realpathSync(folder);
  const file = join(root, path);
  const outcome = await ask(start(root, file), limitMs, signal);
  if (outcome === "late")
    return {
      isLate: true,
      uses: [],
      read: refused(
        `did not end within ${limitMs / 1000} s.`,
        "A file of rules only defines them: remove loops, timers and requests.",
      ),
    };
  if (typeof outcome === "string")
    return { isLate: false, uses: [], read: refused(outcome, "A file of rules only defines them.") };
  if (!isReport(outcome))
    return {
      isLate: false,
      uses: [],
      read: refused("sent a message of its own to the console.", "Remove calls of `process.send`."),
    };
  return { isLate: false, uses: outcome.uses, read: toRules(outcome, root, file) };
}

function start(root: string, file: string): ChildProcess {
  const entry = childEntry();
  const isSource = entry.endsWith(".ts");
  // in the sources the rules' package is another one of the workspace
  const code = isSource ? entry.slice(0, entry.lastIndexOf(join(sep, "packages", sep))) : dirname(entry);
  return fork(entry, [pathToFileURL(file).href], {
    cwd: root,
    env: {},
    execArgv: [
      "--permission",
      `--allow-fs-read=${join(root, sep)}`,
      `--allow-fs-read=${join(code, sep)}`,
      `--max-old-space-size=${mostMb}`,
      "--no-warnings",
      ...(isSource ? ["--conditions=telltale-source"] : []),
    ],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

/** Whether a message has the form of a report: the module can send messages, too. */
function isReport(message: object): message is ModuleReport {
  const { uses, exported, message: text, code, place, problems } = message as Partial<ModuleReport>;
  return (
    Array.isArray(uses) &&
    uses.length <= mostUses &&
    uses.every((one) => typeof one === "string") &&
    [exported, text, code].every((one) => one === undefined || typeof one === "string") &&
    (place === undefined || (typeof place?.file === "string" && typeof place.line === "number")) &&
    (problems === undefined || (Array.isArray(problems) && problems.every(isProblem)))
  );
}

function isProblem(problem: Partial<Problem> | null): boolean {
  return [problem?.path, problem?.message, problem?.fix].every((one) => typeof one === "string");
}

/** What the process sends; `late`, or why it ended without sending anything. */
async function ask(
  child: ChildProcess,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<object | string> {
  return new Promise((resolve) => {
    const end = (): void => done("late");
    const done = (outcome: object | string): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      child.kill("SIGKILL");
      resolve(outcome);
    };
    const timer = setTimeout(end, limitMs);
    if (signal?.aborted === true) end();
    signal?.addEventListener("abort", end, { once: true });
    // a text or a number is not a report either
    child.once("message", (message) => done(Object(message) as object));
    child.once("error", (error) => done(`cannot be run: ${error.message}.`));
    child.once("close", (code, killedBy) =>
      done(
        killedBy === null
          ? `ended its process with the code ${code} before its rules were known.`
          : `was ended by ${killedBy}; it may need more than ${mostMb} MB of memory.`,
      ),
    );
  });
}

function toRules(report: ModuleReport, root: string, file: string): ReadRuleFile {
  const { exported, place, problems } = report;
  if (exported !== undefined)
    return exported.length > mostCharacters
      ? refused(
          `has rules of ${exported.length} characters; expected at most ${mostCharacters}.`,
          "Split it into several files.",
        )
      : formOf(rulesOfExports({ ...(JSON.parse(exported) as unknown[]) }));
  const line = place?.file === file ? { line: place.line } : {};
  if (problems !== undefined) return { problems: problems.map((one) => ({ ...one, ...line })) };
  const elsewhere =
    place === undefined || place.file === file ? "" : ` (${relative(root, place.file)}:${place.line})`;
  const message = (report.message ?? "").replaceAll(/\s+/g, " ").trim();
  return {
    problems: [
      { path: "", message: `cannot be run: ${message}${elsewhere}.`, fix: fixOf(report, file), ...line },
    ],
  };
}

function fixOf({ code }: ModuleReport, file: string): string {
  if (code === "ERR_ACCESS_DENIED")
    return "It may read the folder of rules only, and start no processes: keep what it imports in that folder.";
  if (code === "ERR_MODULE_NOT_FOUND")
    return "Import files of the folder of rules, with their extension, and `telltale-cli/alerts`.";
  return `Correct it; \`${command(["npx", "tsc", "--noEmit", basename(file)])}\` and \`telltale replay\` show mistakes, too.`;
}

function refused(message: string, fix: string): ReadRuleFile {
  return { problems: [{ path: "", message, fix }] };
}

/** The process's entry, beside this file in the sources and beside the bundle in `dist`. */
function childEntry(): string {
  const places = ["./child.ts", "./rule-module-child.js"].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  return places.find((place) => existsSync(place)) ?? places[1]!;
}
