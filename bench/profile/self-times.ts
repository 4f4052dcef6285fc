// What a CPU profile of the built console says, by part of its code.
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
  readonly children?: readonly number[];
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** µs on the monotonic clock. */
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/**
 * Time of the profiled thread in a window of the monotonic clock, µs, by part: the source folder of the function that ran, or
 * `Node.js`, `garbage collection` and `native`. Time in which it waited is left out.
 *
 * @param window begin and end, µs.
 */
export function selfTimes(file: string, window: readonly [number, number]): Map<string, number> {
  const profile = JSON.parse(readFileSync(file, "utf8")) as CpuProfile;
  const parts = partsOf(profile.nodes);
  const times = new Map<string, number>();
  let at = profile.startTime;
  for (const [n, id] of profile.samples.entries()) {
    at += profile.timeDeltas[n] ?? 0;
    const part = parts.get(id);
    if (part === undefined || at < window[0] || at > window[1]) continue;
    // a sample stands for the time up to the next one
    times.set(part, (times.get(part) ?? 0) + (profile.timeDeltas[n + 1] ?? 0));
  }
  return times;
}

/** The part of each node; none where the thread waits. */
function partsOf(nodes: readonly ProfileNode[]): Map<number, string> {
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const folders = createFolders();
  const parts = new Map<number, string>();
  for (const { id, callFrame } of nodes) {
    const { functionName } = callFrame;
    if (functionName === "(idle)" || functionName === "(root)") continue;
    if (functionName === "(garbage collector)") parts.set(id, "garbage collection");
    else if (functionName === "(program)") parts.set(id, "native");
    else parts.set(id, partOf(id));
  }
  return parts;

  function partOf(id: number): string {
    // functions without a URL are native: their time belongs to their caller
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const { url, lineNumber, columnNumber } = byId.get(at)!.callFrame;
      if (url.startsWith("node:")) return "Node.js";
      if (url.startsWith("file:")) return folders(url, lineNumber, columnNumber);
    }
    return "native";
  }
}

/** Gives the source folder of a position in a built file. */
function createFolders(): (url: string, line: number, column: number) => string {
  const maps = new Map<string, SourceMap | undefined>();
  return (url, line, column) => {
    if (!maps.has(url)) maps.set(url, mapOf(url));
    const entry = maps.get(url)?.findEntry(line, column);
    const source = entry !== undefined && "originalSource" in entry ? entry.originalSource : url;
    const [, name, below] = /(?:^|\/)(?:packages\/)?(src|[\w-]+\/src)\/(.*)$/.exec(source) ?? [];
    if (name === undefined || below === undefined) return source.replace(/^.*\/node_modules\//, "");
    const folder = below.split("/").slice(0, -1).slice(0, 2).join("/");
    const owner = name === "src" ? "" : name.replace("/src", "");
    return [owner === "console" ? "" : owner, folder].filter((part) => part !== "").join("/") || "start";
  };
}

function mapOf(url: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, "utf8")) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
