// Ranges of versions as npm writes them. Versions before a release (`-rc.1`) count as the release: lines of Node.js have none.

export type Version = readonly [major: number, minor: number, patch: number];

/** From a version on, and before another, if there is one. */
export interface Interval {
  readonly from: Version;
  readonly to: Version | undefined;
}

/**
 * The versions that a range allows: of each part between `||` one interval.
 *
 * @throws {Error} for a text that is not a range.
 */
export function readRange(range: string): Interval[] {
  return range.split("||").flatMap((part) => readPart(part.trim(), range));
}

export function isBefore(one: Version, other: Version): boolean {
  return (one[0] - other[0] || one[1] - other[1] || one[2] - other[2]) < 0;
}

const zero: Version = [0, 0, 0];
const suffix = /(?:[-+][\w.+-]*)?/.source;
const partial = new RegExp(String.raw`^v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?${suffix}$`);

function readPart(part: string, range: string): Interval[] {
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(part);
  const comparators =
    hyphen === null
      ? part.replaceAll(/([<>=~^]+)\s+/g, "$1").split(/\s+/)
      : [`>=${hyphen[1]}`, `<=${hyphen[2]}`];
  let [from, to]: [Version, Version | undefined] = [zero, undefined];
  for (const comparator of comparators) {
    const one = readComparator(comparator);
    if (one === undefined) throw new Error(`Cannot read the range \`${range}\` of \`engines\`.`);
    if (isBefore(from, one.from)) from = one.from;
    if (one.to !== undefined && (to === undefined || isBefore(one.to, to))) to = one.to;
  }
  return to === undefined || isBefore(from, to) ? [{ from, to }] : [];
}

/** What a sign makes of the numbers behind it. */
const signs: Readonly<Record<string, (known: readonly number[]) => Interval>> = {
  "": (known) => ({ from: filled(known), to: after(known) }),
  "=": (known) => ({ from: filled(known), to: after(known) }),
  ">=": (known) => ({ from: filled(known), to: undefined }),
  ">": (known) => ({ from: after(known) ?? [Infinity, 0, 0], to: undefined }),
  "<": (known) => ({ from: zero, to: filled(known) }),
  "<=": (known) => ({ from: zero, to: after(known) }),
  "~": (known) => ({ from: filled(known), to: after(known.slice(0, 2)) }),
  "~>": (known) => ({ from: filled(known), to: after(known.slice(0, 2)) }),
  "^": (known) => ({ from: filled(known), to: after(upToSignificant(known)) }),
};

/** Up to the first number that is not 0; all when each is 0. */
function upToSignificant(known: readonly number[]): readonly number[] {
  const at = known.findIndex((one) => one > 0);
  return at === -1 ? known : known.slice(0, at + 1);
}

/** `undefined` for any other text. */
function readComparator(text: string): Interval | undefined {
  if (text === "") return { from: zero, to: undefined };
  const [, sign = "", version = ""] = /^([<>=~^]*)(.*)$/.exec(text) ?? [];
  const parts = partial.exec(version)?.slice(1);
  return parts === undefined ? undefined : signs[sign]?.(numbersOf(parts));
}

function filled([major = 0, minor = 0, patch = 0]: readonly number[]): Version {
  return [major, minor, patch];
}

/** The numbers before the first `x`, `*` or end. */
function numbersOf(parts: readonly (string | undefined)[]): number[] {
  const end = parts.findIndex((one) => one === undefined || !/^\d/.test(one));
  return parts.slice(0, end === -1 ? parts.length : end).map(Number);
}

/** The first version after all that begin with `known`: of none there is no other. */
function after(known: readonly number[]): Version | undefined {
  const [major, minor, patch] = known;
  if (major === undefined) return undefined;
  if (minor === undefined) return [major + 1, 0, 0];
  return patch === undefined ? [major, minor + 1, 0] : [major, minor, patch + 1];
}
