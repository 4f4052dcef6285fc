// Spans as text: a line each, children below their parents, in an order that time does not change.
import type { Difference } from "./application.ts";
import { hex, type Plain } from "./received.ts";

export interface Tree {
  /** `SERVER GET /orders (http)`. */
  readonly line: string;
  readonly children: readonly Tree[];
}

const kinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"] as const;

/** Trees of `spans`, which belong to one trace or have nothing to do with each other. */
export function treesOf(spans: readonly Plain[]): Tree[] {
  const ids = new Set(spans.map((span) => hex(span["spanId"])));
  const below = Map.groupBy(spans, (span) => {
    const parent = hex(span["parentSpanId"]);
    return ids.has(parent) ? parent : "";
  });
  const children = (id: string): Tree[] =>
    ordered(
      (below.get(id) ?? []).map((span) => ({ line: lineOf(span), children: children(hex(span["spanId"])) })),
    );
  return children("");
}

function lineOf(span: Plain): string {
  const scope = String(span["scope"]?.name ?? "").replace(/^@opentelemetry\/instrumentation-/, "");
  return `${kinds[span["kind"] as number] ?? kinds[0]} ${span["name"]} (${scope})`;
}

/** How many of `spans` the console counts as requests: servers, consumers, and other roots. Two servers in one another are one. */
export function entriesOf(spans: readonly Plain[]): number {
  const byId = new Map(spans.map((span) => [hex(span["spanId"]), span]));
  return spans.filter((span) => {
    const parent = byId.get(hex(span["parentSpanId"]));
    if (kinds[span["kind"] as number] === "CONSUMER") return true;
    if (kinds[span["kind"] as number] === "SERVER") return parent === undefined || !isServer(parent);
    return hex(span["parentSpanId"]) === "";
  }).length;
}

function isServer(span: Plain): boolean {
  return kinds[span["kind"] as number] === "SERVER";
}

/** Trees after `differences` of `side`; counts in `used` how many spans each has changed. */
export function adjusted(
  trees: readonly Tree[],
  side: Difference["side"],
  differences: readonly Difference[],
  used: Map<Difference, number>,
): Tree[] {
  return ordered(
    trees.flatMap(({ line, children }) => {
      const below = adjusted(children, side, differences, used);
      const found = differences.find((one) => one.side === side && one.spans.test(line));
      if (found === undefined) return [{ line, children: below }];
      used.set(found, (used.get(found) ?? 0) + 1);
      return found.as === undefined
        ? below
        : [{ line: changed(line, found.spans, found.as), children: below }];
    }),
  );
}

function changed(line: string, pattern: RegExp, as: string | ((...match: string[]) => string)): string {
  return typeof as === "string" ? line.replace(pattern, as) : line.replace(pattern, as);
}

/** As lines with two spaces for each level; scopes are left out. */
export function linesOf(trees: readonly Tree[], indent = ""): string[] {
  return trees.flatMap(({ line, children }) => [`${indent}${line}`, ...linesOf(children, `${indent}  `)]);
}

/** Trees that {@link linesOf} has written. */
export function treesOfLines(lines: readonly string[]): Tree[] {
  const roots: Tree[] = [];
  const way: Tree[][] = [roots];
  for (const line of lines) {
    const depth = /^ */.exec(line)![0].length / 2;
    const children: Tree[] = [];
    way[depth]!.push({ line: line.trimStart(), children });
    way[depth + 1] = children;
  }
  return roots;
}

/** Lines without scopes, which the two sides never share. */
export function bareLines(trees: readonly Tree[]): string[] {
  return linesOf(ordered(trees.map(withoutScope)));
}

function withoutScope({ line, children }: Tree): Tree {
  return { line: line.replace(/ \([^()]*\)$/, ""), children: ordered(children.map(withoutScope)) };
}

function ordered(trees: readonly Tree[]): Tree[] {
  const text = (tree: Tree): string => linesOf([tree]).join("\n");
  return trees.toSorted((one, other) => (text(one) < text(other) ? -1 : 1));
}
