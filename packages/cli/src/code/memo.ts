// Results by node: names refer to names in circles and in great numbers, and each is read once.
import type { Node } from "./node.ts";
import type { Project } from "./project.ts";

/** Remembers results of `read` for each node of a project. A node that is asked for while it is read has `circular`. */
export function createMemo<T>(circular: T): (project: Project, node: Node, read: () => T) => T {
  const projects = new WeakMap<Project, Map<Node, T>>();
  return (project, node, read) => {
    const known = projects.get(project) ?? new Map<Node, T>();
    projects.set(project, known);
    if (known.has(node)) return known.get(node)!;
    known.set(node, circular);
    const result = read();
    known.set(node, result);
    return result;
  };
}
