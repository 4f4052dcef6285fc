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
  const columns: readonly ((own: readonly Fault[]) => number)[] = [
    (own) => own.length,
    ...[old, quick, all].map(
      (found) => (own: readonly Fault[]) => own.filter(({ id }) => found.has(id)).length,
    ),
  ];
  const line = (name: string, own: readonly Fault[]): string =>
    `| ${name} | ${columns.map((column) => column(own)).join(" | ")} |`;
  const parts = Map.groupBy(faults, ({ part }) => part);
  const rowOf = new Map([...runs.old, ...runs.quick, ...runs.all].map((row) => [row.id, row]));
  const entries = (own: readonly Fault[]): readonly string[] =>
    own.map((fault) => entry(fault, rowOf.get(fault.id)));
  const inOld = faults.filter(({ id }) => old.has(id));
  return [
    "| Package | Planted | Found before | Found by `npm test` | Found by `npm run test:all` |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...[...parts].map(([part, own]) => line(part, own)),
    line("**All**", faults),
    "",
    `Of the ${inOld.length} found before, \`npm test\` finds ${inOld.filter(({ id }) => quick.has(id)).length} and \`npm run test:all\` ${inOld.filter(({ id }) => all.has(id)).length}.`,
    "",
    `The type check finds ${faults.filter(({ types }) => types).length} of them, too.`,
    ...section("Found before, not by `npm run test:all`", entries(inOld.filter(({ id }) => !all.has(id)))),
    ...section(
      "Found by `npm run test:all`, not by `npm test`",
      entries(faults.filter(({ id }) => all.has(id) && !quick.has(id))),
    ),
    ...section("Found by no test", entries(faults.filter(({ id }) => !old.has(id) && !all.has(id)))),
    ...section("Not run", entries(faults.filter(({ id }) => !rowOf.has(id)))),
  ].join("\n");
}

const foundIn = (rows: readonly Row[]): ReadonlySet<string> =>
  new Set(rows.filter(({ status }) => status === "found").map(({ id }) => id));

function section(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : ["", `${title} (${entries.length}):`, "", ...entries];
}

/** `- F007 packages/…:12 boundary: \`a < b\` → \`a <= b\`` */
function entry({ id, file, line, operator, before, after, types }: Fault, row: Row | undefined): string {
  const [old, changed] = difference(before, after);
  const notes = [
    types === true ? "the type check finds it" : "",
    row?.by?.join(", ") ?? "",
    row?.status === "gone" ? "its lines are gone" : "",
    (row?.left ?? 0) > 0 && row?.status === "missed" ? `${row?.left} test files did not run` : "",
  ].filter((note) => note !== "");
  const note = notes.length > 0 ? ` (${notes.join("; ")})` : "";
  return `- ${id} ${file}:${line} ${operator}: ${code(old)} → ${code(changed)}${note}`;
}

/** The line that differs, before and after. */
function difference(before: string, after: string): readonly [string, string] {
  const others = after.split("\n");
  const lines = before.split("\n");
  const at = lines.findIndex((line, index) => line !== others[index]);
  return [(lines[at] ?? "").trim(), (others[at] ?? "").trim()];
}

const code = (text: string): string => `\`\`${text === "" ? " " : ` ${text} `}\`\``;
