// Tables of text with aligned columns, in colour where it is wanted.
import { oneLine } from "../reading/plain-text.ts";

/** A cell: numbers are aligned right, text left unless it says otherwise. */
type Cell =
  | string
  | number
  | { readonly text: string | number; readonly right?: boolean; readonly bad?: boolean };

/** A table with a heading. Columns without a name have no heading. */
export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const maxRows = 30;
const gap = "  ";

/** `sections` below each other. */
export function showSections(sections: readonly Section[], colors: boolean): string {
  return sections.map((section) => showSection(section, colors)).join("\n\n");
}

function showSection({ title, columns, rows }: Section, colors: boolean): string {
  const shown = rows.slice(0, maxRows).map((row) => row.map(toCell));
  const widths = columns.map((name, at) =>
    Math.max(name.length, ...shown.map((row) => row[at]?.text.length ?? 0)),
  );
  const numeric = columns.map((_, at) => shown.every((row) => row[at]?.right === true));
  const heading = columns.map((name, at) => align(name, widths[at] ?? 0, numeric[at] === true)).join(gap);
  const lines = shown.map((row) =>
    row
      .map(({ text, right, bad }, at) => paint(align(text, widths[at] ?? 0, right), bad ? 31 : 0, colors))
      .join(gap),
  );
  const rest = rows.length > maxRows ? [`… and ${rows.length - maxRows} more`] : [];
  const all = [paint(title, 1, colors), paint(heading.trimEnd(), 2, colors), ...lines, ...rest];
  return all.map((line) => line.trimEnd()).join("\n");
}

function toCell(cell: Cell): { readonly text: string; readonly right: boolean; readonly bad: boolean } {
  const given = typeof cell === "object" ? cell : { text: cell };
  const { text, right = typeof text === "number", bad = false } = given;
  return { text: oneLine(String(text)), right, bad };
}

function align(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

function paint(text: string, code: number, colors: boolean): string {
  return colors && code !== 0 ? `\u001B[${code}m${text}\u001B[0m` : text;
}
