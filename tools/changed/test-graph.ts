// From a file to the tests that need it: the walk through the graph.
import { buildGraph, type Edge, type Graph } from "./graph.ts";
import { readRepository } from "./repository.ts";
import { type TestFiles, testFilesOf } from "./test-files.ts";

export interface TestGraph {
  /** All test files that are there. */
  readonly tests: readonly string[];
  /** The tests that need a file or a node such as `built:web`, each with the most telling reason on the way to it. */
  testsOf(file: string): ReadonlyMap<string, Edge>;
  /** The files and nodes on the way from a file to a test, the file first; nothing where there is no way. */
  way(file: string, test: string): readonly string[];
}

/** Builds the graph of the repository as it is. `removed` are files that a change deleted. */
export async function openTestGraph(removed: readonly string[] = []): Promise<TestGraph> {
  const repository = readRepository(removed);
  const files = await testFilesOf(repository.files);
  const graph = withSetups(buildGraph(repository), files);
  const tests = [...files.keys()].filter((file) => !removed.includes(file)).toSorted();
  const isTest = new Set(tests);
  return {
    tests,
    testsOf(file) {
      const reached = [...walk(graph, file)].filter(([node]) => isTest.has(node));
      return new Map(reached.map(([node, { edge }]) => [node, edge]));
    },
    way(file, test) {
      const reached = walk(graph, file);
      const way: string[] = [];
      for (let at: string | undefined = test; at !== undefined; at = reached.get(at)?.from) {
        if (reached.has(at)) way.unshift(at);
      }
      return way;
    },
  };
}

/** Adds the files that Vitest runs before the tests of a project. */
function withSetups(graph: Graph, tests: TestFiles): Graph {
  const setups = new Map<string, Edge[]>();
  for (const [file, before] of tests) {
    for (const setup of before) {
      const edge = { to: file, why: `run after ${setup}`, weight: 1 as const };
      setups.set(setup, [...(setups.get(setup) ?? []), edge]);
    }
  }
  return {
    ...graph,
    dependents: (node) => [...graph.dependents(node), ...(setups.get(node) ?? [])],
  };
}

interface Step {
  readonly edge: Edge;
  readonly from?: string;
}

/** All nodes that need `start`, each with the most telling edge of the shortest way to it. */
function walk(graph: Graph, start: string): ReadonlyMap<string, Step> {
  const itself: Edge = { to: start, why: "changed themselves", weight: 0 };
  const reached = new Map<string, Step>([[start, { edge: itself }]]);
  const queue = [start];
  for (const node of queue) {
    const { edge: before } = reached.get(node)!;
    const edges =
      node === start ? [...graph.dependents(node), ...graph.readers(node)] : graph.dependents(node);
    for (const edge of edges) {
      if (reached.has(edge.to)) continue;
      const telling = node === start || edge.weight > before.weight ? edge : { ...before, to: edge.to };
      reached.set(edge.to, { edge: telling, from: node });
      queue.push(edge.to);
    }
  }
  return reached;
}
