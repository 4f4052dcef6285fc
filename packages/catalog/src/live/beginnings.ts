// Beginnings of a name: of a key up to a dot, of the name of a span up to a space.

/** Parts of a name that are looked at: a name of thousands would be read thousands of times. */
const mostParts = 100;

/** `a` and `a.b` of `a.b.c`. */
export function beginningsOf(name: string, separator: "." | " "): string[] {
  const beginnings: string[] = [];
  for (
    let end = name.indexOf(separator);
    end !== -1 && beginnings.length < mostParts;
    end = name.indexOf(separator, end + 1)
  )
    beginnings.push(name.slice(0, end));
  return beginnings;
}
