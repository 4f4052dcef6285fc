// The rules of a tenant together: from files and stored ones. What has mistakes is left out, or stays as it last was without them, and is
// listed with its problems; everything else is evaluated.
import { checkRules, type Problem, type RuleFile } from "alerts";
import type { FileMemory } from "./file-memory.ts";
import type { FolderFile } from "./rule-folder.ts";
import type { FileProblem } from "./rule-file.ts";
import { judgeText, type SqlJudge, sqlProblems } from "./sql-mistakes.ts";
import type { StoredThing, ThingKind } from "./stored-things.ts";

/** A rule, objective or silence that is evaluated, or would be without its problems. */
export interface RuleEntry {
  readonly kind: ThingKind;
  readonly content: Thing;
  /** Of one from a file: the path of the file; else empty. */
  readonly place: string;
  /** Of a stored one: its id; else empty. */
  readonly stored: string;
  /** Why it is not evaluated; paths are those inside of it. */
  readonly problems: readonly Problem[];
}

type Thing = Readonly<Record<string, unknown>> & { readonly name: string };

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

const parts = { alert: "alerts", objective: "objectives", silence: "silences" } as const;
const kinds = ["alert", "objective", "silence"] as const;

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

function fileOf(entries: readonly RuleEntry[]): RuleFile {
  const of = (kind: ThingKind): unknown[] =>
    entries.filter((one) => one.kind === kind).map(({ content }) => content);
  return { alerts: of("alert"), objectives: of("objective"), silences: of("silence") } as RuleFile;
}

/** The entries with their problems: leaves out what has some until the rest has none. */
function judge(entries: readonly RuleEntry[], judgeSql: SqlJudge = judgeText): RuleEntry[] {
  const judged = entries.map((entry) => withSqlProblems(entry, judgeSql));
  // each round leaves out at least one entry
  for (;;) {
    const sound = judged.filter(({ problems }) => problems.length === 0);
    const found = checkRules(fileOf(sound));
    if (found.length === 0) return judged;
    const byEntry = new Map<RuleEntry, Problem[]>();
    for (const problem of found) {
      const [entry, path] = locate(problem.path, sound);
      if (entry === undefined) continue;
      const own = parentMistake(entry, path, judged) ?? { ...problem, path };
      byEntry.set(entry, [...(byEntry.get(entry) ?? []), own]);
    }
    // a problem of none of them is one of all
    const concerned = byEntry.size > 0 ? byEntry : new Map(sound.map((one) => [one, [...found]]));
    for (const [entry, problems] of concerned) judged[judged.indexOf(entry)] = { ...entry, problems };
  }
}

/** Queries are looked at alone: what is wrong with them does not depend on other rules. */
function withSqlProblems(entry: RuleEntry, judgeSql: SqlJudge): RuleEntry {
  if (entry.problems.length > 0 || entry.kind === "silence") return entry;
  const problems = sqlProblems(entry.content, judgeSql);
  return problems.length === 0 ? entry : { ...entry, problems };
}

/** Of a parent that exists, and is left out because of its own mistakes: it is not unknown. */
function parentMistake(
  { kind, content }: RuleEntry,
  path: string,
  judged: readonly RuleEntry[],
): Problem | undefined {
  const [, index] = /^dependsOn\[(\d+)\]$/.exec(path) ?? [];
  if (kind !== "alert" || index === undefined) return undefined;
  const parent = (content["dependsOn"] as readonly string[])[Number(index)];
  const isBroken = judged.some(
    (one) => one.kind === "alert" && one.content.name === parent && one.problems.length > 0,
  );
  if (!isBroken) return undefined;
  return { path, message: `is \`${parent}\`, which has mistakes itself.`, fix: "Correct that rule first." };
}

/** Entries that have no mistakes now, and would have some among `after`: what a change would break. */
export function brokenBy(before: readonly RuleEntry[], after: readonly RuleEntry[]): readonly RuleEntry[] {
  const keyOf = ({ kind, stored, place, content }: RuleEntry): string =>
    JSON.stringify([kind, stored, place, content.name]);
  const anew = (entries: readonly RuleEntry[]): RuleEntry[] =>
    judge(entries.map((one) => ({ ...one, problems: [] })));
  const sound = new Set(anew(before).flatMap((one) => (one.problems.length === 0 ? [keyOf(one)] : [])));
  return anew(after).filter((one) => one.problems.length > 0 && sound.has(keyOf(one)));
}

/** The mistakes of `entry` among `others`, which come first: of two with one name, the later one is wrong. */
export function problemsAmong(entry: RuleEntry, others: readonly RuleEntry[]): readonly Problem[] {
  const sound = judge(others).filter(({ problems }) => problems.length === 0);
  return judge([...sound, entry]).at(-1)!.problems;
}

/** `alerts[3].for` of all entries as the entry and `for`. */
function locate(path: string, sound: readonly RuleEntry[]): readonly [RuleEntry | undefined, string] {
  const [, part, index, rest = ""] = /^(alerts|objectives|silences)\[(\d+)\]\.?(.*)$/s.exec(path) ?? [];
  const kind = kinds.find((one) => parts[one] === part);
  return [sound.filter((one) => one.kind === kind)[Number(index)], rest];
}
