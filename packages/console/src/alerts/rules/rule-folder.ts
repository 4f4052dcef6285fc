// The folder of rules (`--alert-rules`): files of data, and modules that are run.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LineOf, RuleFile } from "alerts";
import {
  type FileRead,
  type ReadOnce,
  watchFolder,
  type WatchedFile,
  type WatchedFolder,
} from "../../folder/watched-folder.ts";
import { type ModuleLimits, runModule } from "./module/run-module.ts";
import { type FileProblem, isModule, isRuleFile, type ReadRuleFile, readRuleFile } from "./rule-file.ts";

/** What a file last said without mistakes of form, absent when it never did, and why what it says now is not in use. */
interface RuleRead extends FileRead<RuleFile, FileProblem> {
  /** Of a file whose content is what it says now. */
  readonly lineOf?: LineOf;
}

/** A file as it is in use. */
export type FolderFile = Omit<WatchedFile<RuleRead>, "changedMs">;

export type RuleFolder = WatchedFolder<RuleRead>;

const mostBytes = 2_000_000;

/** @param hasTenants whether folders have the names of tenants; else all files are of the first. */
export function createRuleFolder(
  folder: string,
  hasTenants: () => boolean,
  { nowMs = Date.now, moduleMs }: { readonly nowMs?: () => number; readonly moduleMs?: number } = {},
): RuleFolder {
  return watchFolder<RuleRead>({
    folder,
    hasTenants,
    nowMs,
    isWanted: isRuleFile,
    read: async (path, bytes, signal) => readChanged(folder, path, bytes, { limitMs: moduleMs, signal }),
    saysSomething: ({ content: { alerts = [], objectives = [], silences = [] } = {} }) =>
      alerts.length + objectives.length + silences.length > 0,
  });
}

async function readChanged(
  folder: string,
  path: string,
  bytes: number,
  limits: ModuleLimits,
): Promise<ReadOnce<RuleRead>> {
  if (bytes > mostBytes)
    return {
      read: refused(`has ${bytes} bytes; expected at most ${mostBytes}.`, "Split it into several files."),
    };
  try {
    if (isModule(path)) return await runModule(folder, path, limits);
    return { read: readRuleFile(await readFile(join(folder, path), "utf8")) };
  } catch (error) {
    return { read: refused(`cannot be read: ${(error as Error).message}`, "Let the console read it.") };
  }
}

function refused(message: string, fix: string): ReadRuleFile {
  return { problems: [{ path: "", message, fix }] };
}
