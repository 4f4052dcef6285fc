// Calls that carry more than a program can need at once: large bodies of text, and queries that return very many rows.
import { type Finding, toFinding } from "./finding.ts";
import type { SpanNode } from "./trace-tree.ts";

const mostBytes = 1_000_000;
const mostRows = 10_000;
const minSavedMs = 5;
/** What is large by its nature, and read as a stream. */
const files =
  /^(?:image|video|audio|font)\/|octet-stream|pdf|zip|gzip|parquet|multipart|event-stream|ndjson/i;

export function findLargePayloads(nodes: readonly SpanNode[]): Finding[] {
  return nodes.flatMap((node) => {
    const { call, span } = node;
    if (call === undefined || span.failed) return [];
    if (call.type === "http") {
      const isLarge = span.bodyBytes > mostBytes && !files.test(span.contentType);
      return isLarge ? judge(node, call.target, "body", span.bodyBytes, mostBytes) : [];
    }
    return call.isRead && span.rows > mostRows ? judge(node, call.target, "rows", span.rows, mostRows) : [];
  });
}

/** What is above the limit could have been left out, and the time with it. */
function judge(
  node: SpanNode,
  target: string,
  shape: "body" | "rows",
  size: number,
  limit: number,
): Finding[] {
  const savedMs = node.waited * (1 - limit / size);
  if (savedMs < minSavedMs) return [];
  return [toFinding(node, { kind: "large-payload", shape, target, savedMs, evidence: [node], size })];
}
