// Whether a program printed what a page shows: the lines of the page, in order, whatever their numbers and the folder. `…` is any line.

/** The lines of `shown` that `printed` does not have, in their order. */
export function missingLines(shown: string, printed: string): string[] {
  const wanted = shown.split("\n").filter((line) => line.trim() !== "" && line.trim() !== "…");
  const found = printed.split("\n").map(plain);
  let from = 0;
  return wanted.filter((line) => {
    const at = found.indexOf(plain(line), from);
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

const plain = (line: string): string => line.trimEnd().replaceAll(/\d+/g, "0");
