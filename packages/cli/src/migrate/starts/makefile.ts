// The recipes of a Makefile as lines of a shell, with the variables that make has and exports.
import type { StartFile } from "../start-files.ts";
import type { Environment } from "./shell.ts";
import type { Word } from "./tree.ts";

/** What a shell runs for a target, as long as it is written, so that places stay what they are. */
export interface Recipe {
  readonly names: readonly string[];
  readonly line: Word;
  readonly environment: Environment;
}

export const isMakefile = (name: string): boolean => /^(?:GNUmakefile|makefile|.*\.mk)$/i.test(name);

// a line with those that continue it
const logicalLine = /(?:[^\n\\]|\\\r\n|\\[^])+/g;
const assignment =
  /^(?:(?<targets>[\w./% \t-]+):[ \t]*)?(?<words>(?:(?:override|private|export)[ \t]+)*)(?<name>\w+)[ \t]*(?<operator>[?+]?)(?:::?:?)?=(?<value>[^]*)$/;
const exportLine = /^export(?<names>(?:[ \t]+\w+)*)[ \t\r]*$/;
const rule = /^(?<targets>[^\s:#=][^:#=]*)::?(?!=)[^;]*;?(?<inline>[^]*)$/;
// its lines are of no target until one calls it
const definition = /^define\b/;

interface Assignment {
  /** The target of which it is; it is of all without. */
  readonly targets: readonly string[] | undefined;
  readonly isExported: boolean;
  readonly name: string;
  readonly operator: string;
  readonly value: Word;
}

interface Parsed {
  readonly assignments: Assignment[];
  /** Names; an empty one stands for all variables. */
  readonly exported: Set<string>;
  readonly recipes: { readonly names: readonly string[]; readonly lines: { text: string; at: number }[] }[];
}

/** So many targets, and exported variables, are read: each target is followed with all that are exported. */
const [mostRecipes, mostExported] = [2000, 500];

/** The recipes of a Makefile, in order; `undefined` when it has too many of them, or exports too many variables. */
export function recipesIn(source: StartFile): readonly Recipe[] | undefined {
  const parsed = parse(source);
  const recipes = parsed.recipes.filter(({ names, lines }) => names.length > 0 && lines.length > 0);
  const variables = variablesOf(parsed);
  if (recipes.length > mostRecipes || variables.exported.size > mostExported) return undefined;
  return recipes.map(({ names, lines }) => {
    const at = lines[0]!.at;
    // what is between two lines of a recipe is a comment, or a condition of make
    const text = lines.reduce((before, one) => `${before.padEnd(one.at - at)}${one.text}`, "");
    return { names, line: { text, source, at }, environment: environmentOf(variables, names, text) };
  });
}

function parse(source: StartFile): Parsed {
  const parsed: Parsed = { assignments: [], exported: new Set(), recipes: [] };
  for (const { 0: line, index } of source.text.matchAll(logicalLine)) {
    if (line.startsWith("\t")) {
      parsed.recipes.at(-1)?.lines.push({ text: `${inShell(withoutMarks(line))}\n`, at: index });
      continue;
    }
    const assigned = assignment.exec(line)?.groups;
    const named = exportLine.exec(line)?.groups;
    const ruled = rule.exec(line)?.groups;
    if (assigned !== undefined) parsed.assignments.push(ofGroups(assigned, source, index + line.length));
    else if (named !== undefined) for (const name of wordsOf(named["names"]!)) parsed.exported.add(name);
    else if (ruled !== undefined) {
      const { targets = "", inline = "" } = ruled;
      const lines =
        inline === ""
          ? []
          : [{ text: inShell(withoutMarks(`${inline}\n`)), at: index + line.length - inline.length }];
      parsed.recipes.push({ names: wordsOf(targets), lines });
    } else if (definition.test(line)) parsed.recipes.push({ names: [], lines: [] });
  }
  return parsed;
}

const wordsOf = (text: string): readonly string[] => text.trim().split(/[ \t]+/);

function ofGroups(groups: Readonly<Record<string, string>>, source: StartFile, end: number): Assignment {
  const { targets, words = "", name = "", operator = "", value = "" } = groups;
  const line = value.replace(/(?:^|[ \t])#[^]*$/, "").replaceAll(/\\\r?\n[ \t]*/g, " ");
  return {
    targets: targets === undefined ? undefined : wordsOf(targets),
    isExported: words.includes("export"),
    name,
    operator,
    value: { text: inShell(line.trim()), source, at: end - value.trimStart().length },
  };
}

/** A line of a recipe without what make does about it: `@` is quiet, `-` goes on after an error. */
const withoutMarks = (line: string): string =>
  line.replace(/^[ \t]*[@+-]*/, (start) => " ".repeat(start.length));

/** A text of make as one of a shell, of the same length: `$(NAME)` is `${NAME}`, and `$$` is `$`. */
const inShell = (text: string): string =>
  text
    .replaceAll(/(?<!\$)\$\((\w+)\)/g, "${$1}")
    .replaceAll(/\S+/g, (word) => word.replaceAll("$$", () => "$").padEnd(word.length));

type Variable = Word & { readonly isExported: boolean };
type Lookup = (name: string) => Variable | undefined;

interface Variables {
  /** One of all targets. */
  readonly shared: Lookup;
  readonly ofTargets: ReadonlyMap<string, readonly Assignment[]>;
  readonly exports: ReadonlySet<string>;
  /** Of all targets, with their values; of too many only some. */
  readonly exported: Environment;
}

function variablesOf({ assignments, exported: exports }: Parsed): Variables {
  const ofAll = assignments.filter(({ targets }) => targets === undefined);
  const known = assign(() => undefined, ofAll, exports);
  const shared: Lookup = (name) => known.get(name);
  const exported = [...known].filter(([, { isExported }]) => isExported).slice(0, mostExported + 1);
  const ofTargets = new Map<string, Assignment[]>();
  for (const one of assignments)
    for (const target of one.targets ?? []) {
      const own = ofTargets.get(target);
      if (own === undefined) ofTargets.set(target, [one]);
      else own.push(one);
    }
  return {
    shared,
    ofTargets,
    exports,
    exported: new Map(exported.map(([name, word]) => [name, valueOf(word, shared)])),
  };
}

/** The variables that assignments make or change. */
function assign(
  shared: Lookup,
  assignments: readonly Assignment[],
  exports: ReadonlySet<string>,
): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  for (const { name, operator, value, isExported } of assignments) {
    const before = variables.get(name) ?? shared(name);
    if (operator === "?" && before !== undefined) continue;
    const word =
      operator === "+" && before !== undefined ? { ...before, text: `${before.text} ${value.text}` } : value;
    variables.set(name, {
      ...word,
      isExported: isExported || before?.isExported === true || exports.has(name) || exports.has(""),
    });
  }
  return variables;
}

/** The variables of a recipe: those that are exported to what it runs, and those that it names. */
function environmentOf(
  { shared, ofTargets, exports, exported }: Variables,
  names: readonly string[],
  recipe: string,
): Environment {
  const own = assign(
    shared,
    names.flatMap((name) => ofTargets.get(name) ?? []),
    exports,
  );
  const find: Lookup = (name) => own.get(name) ?? shared(name);
  const named = [...recipe.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!);
  const ownExported = [...own].filter(([, { isExported }]) => isExported).map(([name]) => name);
  const environment = new Map(exported);
  for (const name of new Set([...named, ...ownExported])) {
    const word = find(name);
    if (word !== undefined) environment.set(name, valueOf(word, find));
  }
  return environment;
}

const maxDepth = 8;
/** Variables that name others twice can grow to any length. */
const maxLength = 10_000;

const valueOf = ({ text, source, at }: Word, find: Lookup): Word => ({
  text: withValues(text, find, 0),
  source,
  at,
});

function withValues(text: string, find: Lookup, depth: number): string {
  if (depth > maxDepth) return text;
  let length = text.length;
  return text.replaceAll(/\$\{(\w+)\}/g, (all, name: string) => {
    const known = find(name);
    if (known === undefined || length > maxLength) return all;
    const value = withValues(known.text, find, depth + 1);
    length += value.length;
    return value;
  });
}
