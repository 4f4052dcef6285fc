// Which versions of Node.js packages can run on, by the `engines` of their lockfile.
import { type Interval, isBefore, readRange, type Version } from "./range.ts";

/**
 * The oldest version of the line `major` that all of `ranges` allow, such as `22.15.0`. Ranges are those of npm.
 *
 * @throws {Error} if no version of the line fits all of them, or one is not a range.
 */
export function oldestOf(major: number, ranges: readonly string[]): string {
  const line: Interval = { from: [major, 0, 0], to: [major + 1, 0, 0] };
  let allowed: readonly Interval[] = [line];
  for (const range of ranges) {
    allowed = allowed.flatMap((one) => readRange(range).flatMap((other) => both(one, other)));
    if (allowed.length === 0) throw new Error(`No version of Node.js ${major} fits \`${range}\`.`);
  }
  return allowed
    .map(({ from }) => from)
    .reduce((oldest, from) => (isBefore(from, oldest) ? from : oldest))
    .join(".");
}

function both(one: Interval, other: Interval): Interval[] {
  const from = later(one.from, other.from);
  const to = one.to === undefined ? other.to : other.to === undefined ? one.to : earlier(one.to, other.to);
  return to === undefined || isBefore(from, to) ? [{ from, to }] : [];
}

const later = (one: Version, other: Version): Version => (isBefore(one, other) ? other : one);
const earlier = (one: Version, other: Version): Version => (isBefore(one, other) ? one : other);
