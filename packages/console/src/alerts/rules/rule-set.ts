// The rules of a tenant together: from files and stored ones. What has mistakes is left out, or stays as it last was without them, and is
// listed with its problems; everything else is evaluated.
import { burnRules, type Objective, type Problem, type RuleFile } from "alerts";
import type { FileMemory } from "./file-memory.ts";
import type { FolderFile } from "./rule-folder.ts";
import type { FileProblem } from "./rule-file.ts";
import { fileOf, judge, type JudgeOptions, kinds, parts, type RuleEntry, type Thing } from "./judge.ts";
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
 * Puts files and stored things together, in pieces. Of two with one name, the one from a file is used; of two files, the first by path.
 *
 * @param judging what is known of queries; by default what their text says.
 * @param before what files said when they were last in use without mistakes: a file that has some now stays as it was.
 */
export function* assembleRules(
  found: readonly FolderFile[],
  stored: readonly StoredThing[],
  before: FileMemory,
  nowMs: number,
  judging: Pick<JudgeOptions, "judgeSql"> = {},
): Generator<void, { readonly set: RuleSet; readonly memory: FileMemory }> {
  const { good } = before;
  const ofStored = stored.map(toEntry);
  const files = found.map((file) => {
    const content = file.problems.length > 0 ? (good.get(file.path) ?? file.content) : file.content;
    return content === undefined ? file : { ...file, content };
  });
  const judgeAll = (contentOf: (file: FolderFile) => RuleFile | undefined) =>
    judge([...files.flatMap((file) => entriesOf(file.path, contentOf(file))), ...ofStored], judging);
  const now = yield* judgeAll(({ content }) => content);
  const broken = new Set(now.filter(({ problems }) => problems.length > 0).map(({ place }) => place));
  const reverted = files.filter(({ path }) => broken.has(path) && good.has(path));
  const entries =
    reverted.length === 0
      ? now
      : yield* judgeAll((file) => (reverted.includes(file) ? good.get(file.path) : file.content));
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

/** The rules as they are now, and which of them the leader has judged as they are. */
export interface JudgedRules {
  /** Files first, as they are judged. */
  readonly entries: readonly RuleEntry[];
  /** What was published last. */
  readonly published: readonly RuleEntry[];
}

/** Entries that have no mistakes now, and would have some among `after`: what a change would break. In pieces. */
export function* brokenBy(
  rules: JudgedRules,
  after: readonly RuleEntry[],
): Generator<void, readonly RuleEntry[]> {
  const known = soundOf(rules);
  const before = isAsPublished(rules) ? rules.entries : yield* judge(anew(rules.entries), { known });
  const sound = new Set(before.flatMap((one) => (one.problems.length === 0 ? [keyOf(one)] : [])));
  const judged = yield* judge(anew(after), { known });
  return judged.filter((one) => one.problems.length > 0 && sound.has(keyOf(one)));
}

/** The mistakes of `entry` among `others` of `rules`, which come first: of two with one name, the later one is wrong. In pieces. */
export function* problemsAmong(
  entry: RuleEntry,
  others: readonly RuleEntry[],
  rules: JudgedRules,
): Generator<void, readonly Problem[]> {
  const known = soundOf(rules);
  const isKnown = others.every(({ content, problems }) => problems.length > 0 || known.has(content));
  const judged = isKnown ? others : yield* judge(others, { known });
  const sound = judged.filter(({ problems }) => problems.length === 0);
  const among = yield* judge([...sound, entry], { known });
  const own = among.at(-1)!.problems;
  return own.length > 0 || entry.kind !== "objective" ? own : yield* takenNames(entry, sound);
}

/** Rules that are there and have the name of one that the objective makes. */
function* takenNames(
  { content }: RuleEntry,
  others: readonly RuleEntry[],
): Generator<void, readonly Problem[]> {
  const made = new Set(burnRules(content as unknown as Objective).map(({ name }) => name));
  const taken: string[] = [];
  for (const other of others) {
    yield;
    if (other.kind === "alert" && made.has(other.content.name)) taken.push(other.content.name);
  }
  return taken.map((name) => ({
    path: "name",
    message: `makes a rule \`${name}\`, which exists.`,
    fix: "Choose another name for the objective, or for that rule.",
  }));
}

/** What the leader found without mistakes, alone and among the others. */
function soundOf({ entries, published }: JudgedRules): ReadonlySet<Thing> {
  const judged = new Set(published);
  return new Set(
    entries.filter((one) => one.problems.length === 0 && judged.has(one)).map(({ content }) => content),
  );
}

function isAsPublished({ entries, published }: JudgedRules): boolean {
  const judged = new Set(published);
  return entries.length === published.length && entries.every((one) => judged.has(one));
}

const anew = (entries: readonly RuleEntry[]): RuleEntry[] => entries.map((one) => ({ ...one, problems: [] }));

const keyOf = ({ kind, stored, place, content }: RuleEntry): string =>
  JSON.stringify([kind, stored, place, content.name]);
