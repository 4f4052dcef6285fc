// Exported spans as the lines of a tree, to be compared with those that are expected.
import type { Plain } from "../../../packages/telltale/test/engine/official.ts";

const kinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];

/** The kind of a span as a word. */
export function kindOf(span: Plain): string {
  return kinds[Number(span["kind"])] ?? "UNSPECIFIED";
}

/** An id as hex digits; without an id the empty text. */
export function idOf(id: unknown): string {
  return Buffer.from((id as Uint8Array | undefined) ?? []).toString("hex");
}

/**
 * A line for each span, below and to the right of its parent: kind, name, and `!` where it failed. Roots, and the spans below one, are in
 * alphabetical order. Of one whose parent is not there the line says so.
 */
export function linesOf(spans: readonly Plain[]): string[] {
  const known = new Set(spans.map((span) => idOf(span["spanId"])));
  const below = new Map<string, Plain[]>();
  for (const span of spans) {
    const parent = idOf(span["parentSpanId"]);
    const key = known.has(parent) ? parent : "";
    below.set(key, [...(below.get(key) ?? []), span]);
  }
  const lines = (id: string, indent: string): string[] =>
    (below.get(id) ?? [])
      .map((span) => {
        const lost = id === "" && idOf(span["parentSpanId"]) !== "" ? " (parent unknown)" : "";
        const failed = span["status"]?.["code"] === 2 ? " !" : "";
        const own = `${indent}${kindOf(span)} ${span["name"]}${failed}${lost}`;
        return [own, ...lines(idOf(span["spanId"]), `${indent}  `)].join("\n");
      })
      .toSorted()
      .flatMap((text) => text.split("\n"));
  return lines("", "");
}
