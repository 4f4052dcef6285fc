// What a node of the map is, in words.
import type { GraphNodeKind } from "contract";

export const kindWords: Readonly<Record<GraphNodeKind, string>> = {
  service: "service",
  database: "database",
  queue: "queue",
  external: "third party",
};
