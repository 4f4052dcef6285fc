// Whether a version of Node is in what `engines.node` of a package says: the forms that are in use there, not all of semver.

type Version = readonly [major: number, minor: number, patch: number];

/** Whether `version` is in `range`, such as `^18.19.0 || >=20.6.0`. A range that cannot be read excludes nothing. */
export function isInRange(version: string, range: string | undefined): boolean {
  const at = toVersion(version);
  if (range === undefined || at === undefined) return true;
  return range.split("||").some((part) => {
    const comparators = part
      .trim()
      .replace(/([<>=^~])\s+/g, "$1")
      .split(/\s+/);
    return comparators.every((comparator) => isMet(at, comparator));
  });
}

function isMet(at: Version, comparator: string): boolean {
  const [, operator = "", text = ""] = /^([<>]=?|[=^~]|)v?(.*)$/.exec(comparator) ?? [];
  if (text === "" || text === "*" || text === "x") return true;
  const given = text.split(".").filter((part) => /^\d+$/.test(part)).length;
  const bound = toVersion(text.replaceAll(/\.[x*]/g, ""));
  if (bound === undefined) return true;
  const equalParts = at.findIndex((part, index) => part !== bound[index]);
  return operators[operator]?.(compare(at, bound), equalParts === -1 ? 3 : equalParts, given) ?? true;
}

/** By operator, whether a version is in range: its order to the bound, how many first parts are equal, how many parts the bound gives. */
const operators: Readonly<Record<string, (order: number, equalParts: number, given: number) => boolean>> = {
  ">=": (order) => order >= 0,
  ">": (order) => order > 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  "^": (order, equalParts) => order >= 0 && equalParts >= 1,
  "~": (order, equalParts, given) => order >= 0 && equalParts >= Math.min(given, 2),
  "=": (_order, equalParts, given) => equalParts >= given,
  "": (_order, equalParts, given) => equalParts >= given,
};

/** Orders two versions as numbers; what is not a version comes first. */
export function compareVersions(one: string | undefined, other: string | undefined): number {
  return compare(toVersion(one ?? "") ?? [0, 0, 0], toVersion(other ?? "") ?? [0, 0, 0]);
}

function compare(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

function toVersion(text: string): Version | undefined {
  const [, major, minor = "0", patch = "0"] = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}
