// Which compared operations the table lists, and in which order.
import type { PathDiff } from "../../draw/trace-diff.ts";

export interface ShownPaths {
  /** Also those that do not differ. */
  readonly all: boolean;
  /** By the difference of their self time, instead of below their callers. */
  readonly largest: boolean;
}

/** In the order of calls an operation that does not differ stays when one below it does, so that every row has its caller. */
export function shownPaths(paths: readonly PathDiff[], { all, largest }: ShownPaths): readonly PathDiff[] {
  if (largest) {
    return paths
      .filter(({ kind }) => all || kind !== "same")
      .toSorted((a, b) => Math.abs(b.deltaSelfMs) - Math.abs(a.deltaSelfMs));
  }
  if (all) return paths;
  const kept: PathDiff[] = [];
  // From the end: a caller comes before what it calls.
  let needed = -1;
  for (let at = paths.length - 1; at >= 0; at--) {
    const path = paths[at]!;
    if (path.kind === "same" && path.depth !== needed) continue;
    kept.push(path);
    needed = path.depth - 1;
  }
  return kept.toReversed();
}
