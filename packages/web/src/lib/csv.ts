// CSV as the console's exports write it: text in quotes, numbers without, and nothing that a spreadsheet would run as a formula.

export type CsvValue = string | number | boolean | null | undefined;

export function toCsv(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(toCell).join(",")}\n`).join("");
}

/** Senders choose text. An apostrophe before what would begin a formula, which `import` takes away, makes it text for a spreadsheet. */
function toCell(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  return `"${value.replace(/^'*(?=[=+\-@\t\r\n])/, "$&'").replaceAll('"', '""')}"`;
}
