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
  const order = compare(at, bound);
  if (operator === ">=") return order >= 0;
  if (operator === ">") return order > 0;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  if (operator === "^") return order >= 0 && at[0] === bound[0];
  if (operator === "~") return order >= 0 && at[0] === bound[0] && (given < 2 || at[1] === bound[1]);
  return at.slice(0, given).every((part, index) => part === bound[index]);
}

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
