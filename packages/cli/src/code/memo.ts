// Results by node: names refer to names in circles and in great numbers, and each is read once.
import type { Node } from "./node.ts";
import type { Project } from "./project.ts";

/** Returns the result for a node of a project, and for a `part` of it. */
type Memo<T> = (project: Project, node: Node, read: () => T, part?: string) => T;

/** Remembers results of `read`. A node that is asked for while it is read has `circular`. */
export function createMemo<T>(circular: T): Memo<T> {
  const projects = new WeakMap<Project, Map<Node, Map<string, T>>>();
  return (project, node, read, part = "") => {
    const nodes = projects.get(project) ?? new Map<Node, Map<string, T>>();
    projects.set(project, nodes);
    const known = nodes.get(node) ?? new Map<string, T>();
    nodes.set(node, known);
    if (known.has(part)) return known.get(part)!;
    known.set(part, circular);
    const result = read();
    known.set(part, result);
    return result;
  };
}
