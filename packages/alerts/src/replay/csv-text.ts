// CSV as RFC 4180 describes it: cells in quotes may have commas and line ends, and two quotes for one.

/** Rows of cells. Empty lines are left out. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let position = text.startsWith("\uFEFF") ? 1 : 0;
  while (position < text.length) {
    const [cell, next] = text[position] === '"' ? quoted(text, position + 1) : plain(text, position);
    row.push(cell);
    position = next;
    if (text[position] === ",") {
      position += 1;
      if (position < text.length) continue;
      row.push("");
    }
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
    position += text.startsWith("\r\n", position) ? 2 : 1;
  }
  return rows;
}

function plain(text: string, from: number): [cell: string, next: number] {
  let end = from;
  while (end < text.length && !",\r\n".includes(text[end]!)) end += 1;
  return [text.slice(from, end), end];
}

function quoted(text: string, from: number): [cell: string, next: number] {
  let end = text.indexOf('"', from);
  while (end !== -1 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  const close = end === -1 ? text.length : end;
  return [text.slice(from, close).replaceAll('""', '"'), plain(text, close + 1)[1]];
}
