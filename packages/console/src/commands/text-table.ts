// Rows as a table of text, numbers to the right.

export interface TextTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

const widest = 80;

/** Long values are cut; CSV and JSON have them whole. */
export function toTextTable({ columns, rows }: TextTable): string {
  const cells = rows.map((row) => row.map(toCell));
  const widths = columns.map(({ name }, at) =>
    Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, at) =>
        isNumeric(columns[at]!.type) ? text.padStart(widths[at]!) : text.padEnd(widths[at]!),
      )
      .join("  ")
      .trimEnd();
  const head = [line(columns.map(({ name }) => name)), widths.map((width) => "─".repeat(width)).join("  ")];
  return [...head, ...cells.map(line), ""].join("\n");
}

function toCell(value: unknown): string {
  const text = value === null ? "NULL" : typeof value === "object" ? JSON.stringify(value) : String(value);
  // A terminal obeys what it is sent.
  // oxlint-disable-next-line no-control-regex
  const plain = text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, (character) =>
    character === "\n" ? "↵" : "·",
  );
  return plain.length > widest ? `${plain.slice(0, widest - 1)}…` : plain;
}

/** Whether values of this type of ClickHouse are numbers. */
function isNumeric(type: string): boolean {
  return /^(Nullable\()?(U?Int|Float|Decimal|BFloat)/.test(type);
}
