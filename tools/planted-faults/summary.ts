// The table of results: for each part how many faults the runs found, then what a run lost and what no run finds.
import type { Fault } from "./fault.ts";
import type { Row } from "./results.ts";

/** The rows of the three runs. */
export interface Runs {
  readonly old: readonly Row[];
  /** `npm test`. */
  readonly quick: readonly Row[];
  /** `npm run test:all`, which includes `quick`. */
  readonly all: readonly Row[];
}

/** Markdown. */
export function summarize(faults: readonly Fault[], runs: Runs): string {
  const old = foundIn(runs.old);
  const quick = foundIn(runs.quick);
  const all = new Set([...quick, ...foundIn(runs.all)]);
  const rowOf = new Map([...runs.old, ...runs.quick, ...runs.all].map((row) => [row.id, row]));
  const unfound = faults.filter(({ id }) => !old.has(id) && !all.has(id));
  const harmless = unfound.filter(({ id }) => rowOf.get(id)?.harmless !== undefined);
  const typed = unfound.filter((fault) => fault.types === true && !harmless.includes(fault));
  const open = unfound.filter((fault) => !harmless.includes(fault) && !typed.includes(fault));
  const columns: readonly ((own: readonly Fault[]) => number)[] = [
    (own) => own.length,
    ...[old, quick, all, idsOf(typed), idsOf(harmless), idsOf(open)].map(
      (ids) => (own: readonly Fault[]) => own.filter(({ id }) => ids.has(id)).length,
    ),
  ];
  const line = (name: string, own: readonly Fault[]): string =>
    `| ${name} | ${columns.map((column) => column(own)).join(" | ")} |`;
  const parts = Map.groupBy(faults, ({ part }) => part);
  const entries = (own: readonly Fault[]): readonly string[] =>
    own.map((fault) => entry(fault, rowOf.get(fault.id)));
  const inOld = faults.filter(({ id }) => old.has(id));
  return [
    "| Package | Planted | Found before | Found by `npm test` | Found by `npm run test:all` | By the type check alone | Harmless | Not found |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...[...parts].map(([part, own]) => line(part, own)),
    line("**All**", faults),
    "",
    `Of the ${inOld.length} found before, \`npm test\` finds ${inOld.filter(({ id }) => quick.has(id)).length} and \`npm run test:all\` ${inOld.filter(({ id }) => all.has(id)).length}.`,
    "",
    `The type check finds ${faults.filter(({ types }) => types).length} of all.`,
    ...section("Found before, not by `npm run test:all`", entries(inOld.filter(({ id }) => !all.has(id)))),
    ...section(
      "Found by `npm run test:all`, not by `npm test`",
      entries(faults.filter(({ id }) => all.has(id) && !quick.has(id))),
    ),
    ...section("Found by the type check alone", entries(typed)),
    ...section("Harmless: no result differs", entries(harmless)),
    ...section("Found by no test", entries(open)),
    ...section("Not run", entries(faults.filter(({ id }) => !rowOf.has(id)))),
  ].join("\n");
}

const foundIn = (rows: readonly Row[]): ReadonlySet<string> =>
  new Set(rows.filter(({ status }) => status === "found").map(({ id }) => id));

const idsOf = (faults: readonly Fault[]): ReadonlySet<string> => new Set(faults.map(({ id }) => id));

function section(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : ["", `${title} (${entries.length}):`, "", ...entries];
}

/** `- F007 packages/…:12 boundary: \`a < b\` → \`a <= b\`` */
function entry({ id, file, line, operator, before, after, types }: Fault, row: Row | undefined): string {
  const [old, changed] = difference(before, after);
  const notes = [types === true ? "the type check finds it" : "", ...(row === undefined ? [] : notesOf(row))];
  const said = notes.filter((note) => note !== "");
  const note = said.length > 0 ? ` (${said.join("; ")})` : "";
  return `- ${id} ${file}:${line} ${operator}: ${code(old)} → ${code(changed)}${note}`;
}

function notesOf({ by = [], harmless = "", status, left }: Row): readonly string[] {
  return [
    by.join(", "),
    harmless,
    status === "gone" ? "its lines are gone" : "",
    left > 0 && status === "missed" ? `${left} test files did not run` : "",
  ];
}

/** The line that differs, before and after. */
function difference(before: string, after: string): readonly [string, string] {
  const others = after.split("\n");
  const lines = before.split("\n");
  const at = lines.findIndex((line, index) => line !== others[index]);
  return [(lines[at] ?? "").trim(), (others[at] ?? "").trim()];
}

const code = (text: string): string => `\`\`${text === "" ? " " : ` ${text} `}\`\``;
