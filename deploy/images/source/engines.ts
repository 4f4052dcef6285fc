// Which versions of Node.js packages can run on, by the `engines` of their lockfile.

type Version = readonly [major: number, minor: number, patch: number];

/**
 * The oldest version of the line `major` that all of `ranges` allow, such as `22.15.0`. Ranges are those of npm with `>=`, `^`, `<` and `||`.
 *
 * @throws {Error} if a range has no such version, or another form.
 */
export function oldestOf(major: number, ranges: readonly string[]): string {
  let oldest: Version = [major, 0, 0];
  for (const range of ranges) {
    const allowed = range.split("||").flatMap((part) => oldestOfPart(major, part.trim()));
    const [least] = allowed.toSorted(compare);
    if (least === undefined) throw new Error(`No version of Node.js ${major} fits \`${range}\`.`);
    if (compare(least, oldest) > 0) oldest = least;
  }
  return oldest.join(".");
}

function oldestOfPart(major: number, part: string): Version[] {
  const [, sign, ...digits] = /^(>=|\^)\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?(?: <\S+)?$/.exec(part) ?? [];
  if (sign === undefined) throw new Error(`Cannot read the range \`${part}\` of \`engines\`.`);
  const [first = 0, second = 0, third = 0] = digits.map((text) => Number(text ?? 0));
  if (first === major) return [[first, second, third]];
  // an upper limit is one of old lines
  return sign === ">=" && first < major && !part.includes("<") ? [[major, 0, 0]] : [];
}

function compare(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
