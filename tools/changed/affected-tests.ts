// Which tests a change can affect, and why.
import { existsSync } from "node:fs";
import path from "node:path";

import { root } from "../source-files.ts";
import { everything } from "./declared.ts";
import type { Edge } from "./graph.ts";
import { openTestGraph, type TestGraph } from "./test-graph.ts";

export interface Affected {
  /** The test files to run, sorted. */
  readonly files: readonly string[];
  /** What the tests have to do with the change, as the end of "12 test files …", and how many each, the most first. */
  readonly reasons: ReadonlyMap<string, number>;
  /** How many test files there are. */
  readonly total: number;
  /** Changed files that no test needs. */
  readonly unused: readonly string[];
}

/**
 * Gives the test files that a change of `changed` can affect. Takes paths from the root; a file that is not there was deleted.
 *
 * Costs about 1.5 s of CPU, for the graph; a caller that has one passes it.
 */
export async function affectedTests(changed: readonly string[], graph?: TestGraph): Promise<Affected> {
  const removed = changed.filter((file) => !existsSync(path.join(root, file)));
  const { tests, testsOf } = graph ?? (await openTestGraph(removed));
  const total = tests.length;
  const whole = changed.find((file) => everything.some((pattern) => pattern.test(file)));
  if (whole !== undefined) {
    return {
      files: tests,
      reasons: new Map([[`run after each change of ${whole}`, total]]),
      total,
      unused: [],
    };
  }
  const reached = new Map<string, Edge>();
  const unused: string[] = [];
  for (const file of changed) {
    const found = new Map(testsOf(file));
    if (removed.includes(file)) found.set(linkTest, linked);
    if (found.size === 0) unused.push(file);
    for (const [test, edge] of found) {
      if (edge.weight >= (reached.get(test)?.weight ?? 0)) reached.set(test, edge);
    }
  }
  return { files: [...reached.keys()].toSorted(), reasons: counted(reached), total, unused };
}

// a page may link a file that is gone
const linkTest = "tools/docs-links.test.ts";
const linked: Edge = { to: linkTest, why: "look for the files that pages link", weight: 0 };

function counted(reached: ReadonlyMap<string, Edge>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { why } of reached.values()) counts.set(why, (counts.get(why) ?? 0) + 1);
  return new Map([...counts].toSorted(([, one], [, other]) => other - one));
}
