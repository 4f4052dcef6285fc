// The rules of a tenant together: from files and stored ones. What has mistakes is left out, or stays as it last was without them, and is
// listed with its problems; everything else is evaluated.
import { checkRules, type Problem, type RuleFile } from "alerts";
import type { FolderFile } from "./rule-folder.ts";
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
  readonly problems: readonly Problem[];
}

export interface RuleSet {
  /** What is evaluated. Has no mistakes. */
  readonly file: RuleFile;
  readonly entries: readonly RuleEntry[];
  readonly files: readonly RuleSetFile[];
}

const parts = { alert: "alerts", objective: "objectives", silence: "silences" } as const;
const kinds = ["alert", "objective", "silence"] as const;

/** What a file last said without any mistake, by path. */
export type GoodFiles = ReadonlyMap<string, RuleFile>;

/**
 * Puts files and stored things together. Of two with one name, the one from a file is used; of two files, the first by path.
 *
 * @param good what files said when they were last in use without mistakes: a file whose references are wrong now stays as it was.
 */
export function assembleRules(
  files: readonly FolderFile[],
  stored: readonly StoredThing[],
  good: GoodFiles = new Map(),
): { readonly set: RuleSet; readonly good: GoodFiles } {
  const ofStored = stored.map(toEntry);
  const now = judge([...files.flatMap((file) => entriesOf(file.path, file.content)), ...ofStored]);
  const broken = new Set(now.filter(({ problems }) => problems.length > 0).map(({ place }) => place));
  const reverted = files.filter(({ path }) => broken.has(path) && good.has(path));
  const entries =
    reverted.length === 0
      ? now
      : judge([
          ...files.flatMap((file) =>
            entriesOf(file.path, reverted.includes(file) ? good.get(file.path) : file.content),
          ),
          ...ofStored,
        ]);
  return {
    set: {
      file: fileOf(entries.filter(({ problems }) => problems.length === 0)),
      entries,
      files: files.map((file) => describeFile(file, now, entries)),
    },
    good: new Map(
      files.flatMap((file): [string, RuleFile][] => {
        const content = broken.has(file.path) ? good.get(file.path) : file.content;
        return content === undefined ? [] : [[file.path, content]];
      }),
    ),
  };
}

function describeFile(
  { path, problems }: FolderFile,
  now: readonly RuleEntry[],
  entries: readonly RuleEntry[],
): RuleSetFile {
  const own = (one: RuleEntry): boolean => one.place === path;
  return {
    path,
    rules: entries.filter((one) => own(one) && one.problems.length === 0).length,
    problems: [
      ...problems,
      ...now.filter(own).flatMap((one) =>
        one.problems.map((problem) => ({
          ...problem,
          path: `${one.content.name}${problem.path === "" ? "" : `: ${problem.path}`}`,
        })),
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
function judge(entries: readonly RuleEntry[]): RuleEntry[] {
  const judged = [...entries];
  // each round leaves out at least one entry
  for (;;) {
    const sound = judged.filter(({ problems }) => problems.length === 0);
    const found = checkRules(fileOf(sound));
    if (found.length === 0) return judged;
    const byEntry = new Map<RuleEntry, Problem[]>();
    for (const problem of found) {
      const [entry, path] = locate(problem.path, sound);
      if (entry !== undefined) byEntry.set(entry, [...(byEntry.get(entry) ?? []), { ...problem, path }]);
    }
    // a problem of none of them is one of all
    const concerned = byEntry.size > 0 ? byEntry : new Map(sound.map((one) => [one, [...found]]));
    for (const [entry, problems] of concerned) judged[judged.indexOf(entry)] = { ...entry, problems };
  }
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
