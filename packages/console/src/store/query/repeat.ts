// The directive `-- repeat`: lines that a query needs several times, with numbers in their names.

/** What the directive is followed by: `if` or `when` and a name, which hold for each copy. */
const directive = /^(.*?)\s*-- repeat (?:(\d+) to )?(\d+)(?: ((?:if|when) [\w#]+))?$/;

/** Lines with their repeats written out: `#` is the number of the copy. */
export function writeRepeats(lines: readonly string[]): readonly string[] {
  const [line, ...rest] = lines;
  if (line === undefined) return [];
  const [, text, first = "1", last, condition] = directive.exec(line) ?? [];
  if (text === undefined) return [line, ...writeRepeats(rest)];
  const indent = indentOf(line);
  const next = rest.findIndex((one) => indentOf(one) <= indent);
  const end = next === -1 ? rest.length : next;
  const block = [condition === undefined ? text : `${text} -- ${condition}`, ...rest.slice(0, end)];
  const copies = Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) =>
    block.map((one) => one.replaceAll("#", String(Number(first) + at))),
  );
  return [...copies.flat(), ...writeRepeats(rest.slice(end))];
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
