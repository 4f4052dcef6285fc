// The rules of a tenant together: from files and stored ones. What has mistakes is left out, or stays as it last was without them, and is
// listed with its problems; everything else is evaluated.
import type { Problem, RuleFile } from "alerts";
import type { FileMemory } from "./file-memory.ts";
import type { FolderFile } from "./rule-folder.ts";
import type { FileProblem } from "./rule-file.ts";
import { fileOf, judge, kinds, parts, type RuleEntry, type Thing } from "./judge.ts";
import { judgeText, type SqlJudge } from "./sql-mistakes.ts";
import type { StoredThing } from "./stored-things.ts";

interface RuleSetFile {
  readonly path: string;
  readonly rules: number;
  readonly problems: readonly FileProblem[];
  /** Unix ms of the first look at which it had mistakes; absent while it has none. */
  readonly brokenSince?: number;
}

export interface RuleSet {
  /** What is evaluated. Has no mistakes. */
  readonly file: RuleFile;
  readonly entries: readonly RuleEntry[];
  readonly files: readonly RuleSetFile[];
}

/**
 * Puts files and stored things together. Of two with one name, the one from a file is used; of two files, the first by path.
 *
 * @param judgeSql what is known of queries; by default what their text says.
 * @param before what files said when they were last in use without mistakes: a file that has some now stays as it was.
 */
export function assembleRules(
  found: readonly FolderFile[],
  stored: readonly StoredThing[],
  before: FileMemory,
  nowMs: number,
  judgeSql: SqlJudge = judgeText,
): { readonly set: RuleSet; readonly memory: FileMemory } {
  const { good } = before;
  const ofStored = stored.map(toEntry);
  const files = found.map((file) => {
    const content = file.problems.length > 0 ? (good.get(file.path) ?? file.content) : file.content;
    return content === undefined ? file : { ...file, content };
  });
  const now = judge([...files.flatMap((file) => entriesOf(file.path, file.content)), ...ofStored], judgeSql);
  const broken = new Set(now.filter(({ problems }) => problems.length > 0).map(({ place }) => place));
  const reverted = files.filter(({ path }) => broken.has(path) && good.has(path));
  const entries =
    reverted.length === 0
      ? now
      : judge(
          [
            ...files.flatMap((file) =>
              entriesOf(file.path, reverted.includes(file) ? good.get(file.path) : file.content),
            ),
            ...ofStored,
          ],
          judgeSql,
        );
  const described = files.map((file) => describeFile(file, now, entries));
  const brokenSince = new Map(
    described
      .filter(({ problems }) => problems.length > 0)
      .map(({ path }) => [path, before.brokenSince.get(path) ?? nowMs]),
  );
  return {
    set: {
      file: fileOf(entries.filter(({ problems }) => problems.length === 0)),
      entries,
      files: described.map((file) => {
        const since = brokenSince.get(file.path);
        return since === undefined ? file : { ...file, brokenSince: since };
      }),
    },
    memory: {
      brokenSince,
      good: new Map(
        files.flatMap((file): [string, RuleFile][] => {
          const content = broken.has(file.path) ? good.get(file.path) : file.content;
          return content === undefined ? [] : [[file.path, content]];
        }),
      ),
    },
  };
}

function describeFile(
  { path, problems, lineOf }: FolderFile,
  now: readonly RuleEntry[],
  entries: readonly RuleEntry[],
): RuleSetFile {
  const own = (one: RuleEntry): boolean => one.place === path;
  return {
    path,
    rules: entries.filter((one) => own(one) && one.problems.length === 0).length,
    problems: [
      ...problems,
      ...kinds.flatMap((kind) =>
        now
          .filter((one) => own(one) && one.kind === kind)
          .flatMap((one, index) =>
            one.problems.map((problem) => {
              const line = lineOf?.(`${parts[kind]}[${index}].${problem.path}`);
              const where = problem.path === "" ? "" : `: ${problem.path}`;
              return {
                ...problem,
                path: `${one.content.name}${where}`,
                ...(line !== undefined && { line }),
              };
            }),
          ),
      ),
    ],
  };
}

function entriesOf(place: string, content: RuleFile | undefined): RuleEntry[] {
  if (content === undefined) return [];
  return kinds.flatMap((kind) =>
    (content[parts[kind]] ?? []).map((one) => ({
      kind,
      content: one as Thing,
      place,
      stored: "",
      problems: [],
    })),
  );
}

function toEntry({ kind, id, content }: StoredThing): RuleEntry {
  return { kind, content: content as Thing, place: "", stored: id, problems: [] };
}

const anew = (entries: readonly RuleEntry[]): RuleEntry[] =>
  judge(entries.map((one) => ({ ...one, problems: [] })));

/** Entries that have no mistakes now, and would have some among `after`: what a change would break. */
export function brokenBy(before: readonly RuleEntry[], after: readonly RuleEntry[]): readonly RuleEntry[] {
  const sound = new Set(anew(before).flatMap((one) => (one.problems.length === 0 ? [keyOf(one)] : [])));
  return anew(after).filter((one) => one.problems.length > 0 && sound.has(keyOf(one)));
}

/** The mistakes of `entry` among `others`, which come first: of two with one name, the later one is wrong. */
export function problemsAmong(entry: RuleEntry, others: readonly RuleEntry[]): readonly Problem[] {
  const sound = judge(others).filter(({ problems }) => problems.length === 0);
  return judge([...sound, entry]).at(-1)!.problems;
}

const keyOf = ({ kind, stored, place, content }: RuleEntry): string =>
  JSON.stringify([kind, stored, place, content.name]);
