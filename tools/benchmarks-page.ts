// docs/benchmarks.md as sections: one for each benchmark, behind a comment with its name. A run replaces those sections that it has all data
// for, and leaves the others as they are.
import type { Answer, Figure } from "../bench/figure.ts";

/** The sections of a page, by the benchmark that wrote them. */
export type Sections = ReadonlyMap<string, string>;

/** Reads the sections of a page. */
export function sectionsOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/<!-- ([\w-]+) -->\n[\s\S]*?(?=<!-- [\w-]+ -->|$)/g)].map(([section, name = ""]) => [
      name,
      `${section.trimEnd()}\n`,
    ]),
  );
}

/** The page: what is in force for the guard, then the sections of `names` in this order, then those of other names. */
export function pageOf(sections: Sections, names: readonly string[], guard: string): string {
  const others = [...sections.keys()].filter((name) => !names.includes(name));
  const all = [...names, ...others]
    .filter((name) => name !== guardName)
    .flatMap((name) => sections.get(name) ?? []);
  return [
    "# Benchmarks\n",
    "Written by `npm run bench`; a ratio within one run says more than a figure by itself.\n",
    `<!-- ${guardName} -->\n${guard}`,
    ...all,
  ].join("\n");
}

/** The section that bench/guard/base.json is the source of. */
const guardName = "guard";

/** A section of what a benchmark answered. @param machine where and when. */
export function sectionOf(name: string, { question, method, figures }: Answer, machine: string): string {
  const rows = figures.map(
    (figure) => `| ${figure.name} | ${shown(figure.value)} ${figure.unit} | ${range(figure)} |`,
  );
  return `<!-- ${name} -->\n## ${question}\n\n${method}\n\n| | median | smallest – largest |\n| --- | --- | --- |\n${rows.join("\n")}\n\n${machine}\n`;
}

/**
 * Why an answer must not replace `published`, the section of the last run: it says itself that data is missing, has a figure without a
 * value, or lacks a figure that is published. Undefined when it may.
 */
export function reasonToKeep(answer: Answer, published: string | undefined): string | undefined {
  if (answer.lacks !== undefined) return answer.lacks;
  if (answer.figures.length === 0) return "it has no figures";
  const empty = answer.figures.filter(({ value, spread = [] }) => ![value, ...spread].every(Number.isFinite));
  if (empty.length > 0) return `it has no value for ${empty.map(({ name }) => name).join(", ")}`;
  const names = new Set(answer.figures.map(({ name }) => name));
  const missing = figuresIn(published ?? "").filter((name) => !names.has(name));
  if (missing.length === 0) return undefined;
  return `it lacks ${missing.join(", ")}. Where a figure was renamed or removed on purpose, delete its row of docs/benchmarks.md first`;
}

/** The names of the rows of a section. */
function figuresIn(section: string): string[] {
  return [...section.matchAll(/^\| (.+?) \| [^|]* \| [^|]*\|$/gm)]
    .map(([, name = ""]) => name)
    .filter((name) => name !== "---");
}

function range({ spread }: Figure): string {
  return spread === undefined ? "" : spread.map(shown).join(" – ");
}

/** Three significant digits; whole and with commas from a thousand on. */
export function shown(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}
