// The directive `-- repeat`: lines that a query needs several times, with numbers in their names.

/** What the directive is followed by: `if` or `when` and a name, which hold for each copy. */
const directive = /^(.*?)\s*-- repeat (?:(\d+) to )?(\d+)(?: ((?:if|when) [\w#]+))?$/;

/** Lines with their repeats written out: `#` is the number of the copy. */
export function writeRepeats(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((one) => one.includes("-- repeat ") && directive.test(one));
  if (at === -1) return lines;
  const [line, rest] = [lines[at]!, lines.slice(at + 1)];
  const [, text = "", first = "1", last, condition] = directive.exec(line)!;
  const indent = indentOf(line);
  const next = rest.findIndex((one) => indentOf(one) <= indent);
  const end = next === -1 ? rest.length : next;
  const block = [condition === undefined ? text : `${text} -- ${condition}`, ...rest.slice(0, end)];
  const copies = Array.from({ length: Number(last) - Number(first) + 1 }, (_, place) =>
    block.map((one) => one.replaceAll("#", String(Number(first) + place))),
  );
  return [...lines.slice(0, at), ...copies.flat(), ...writeRepeats(rest.slice(end))];
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
