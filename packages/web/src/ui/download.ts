import { toCsv, type CsvValue } from "../lib/csv.ts";

/** Saves a table as a file; the first row has the headings. */
export function downloadCsv(table: readonly (readonly CsvValue[])[], name: string): void {
  download(new Blob([toCsv(table)], { type: "text/csv" }), name);
}

/** Saves `content` as a file. */
export function download(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
