// The critical path: the span that the trace was waiting for at each moment. Read backwards from the end: the child that ended last is what
// the parent waited for; before it began, the child that had ended last by then, and so on; the gaps are the parent's own.
// Work that outlives its parent is cut at the parent's end: the parent did not wait for the rest.

/** What a span needs for the path. Times are ms since any moment. */
export interface PathNode<Node> {
  readonly start: number;
  readonly end: number;
  readonly children: readonly Node[];
}

/** `node` was what the trace waited for from `start` to `end` (ms since the trace began). */
export interface PathSegment<Node> {
  readonly node: Node;
  readonly start: number;
  readonly end: number;
}

interface Task<Node> {
  readonly node: Node;
  readonly from: number;
  readonly to: number;
}

/**
 * The critical path of the trace: disjoint segments, in the order of time, inside the roots' spans.
 *
 * Several roots are treated as the children of one waiting caller, so that the path goes on from the last to the
 * one before. O(n log n).
 */
export function criticalPath<Node extends PathNode<Node>>(roots: readonly Node[]): PathSegment<Node>[] {
  const segments: PathSegment<Node>[] = [];
  const tasks: Task<Node>[] = [];
  const end = roots.reduce((last, root) => Math.max(last, root.end), 0);
  walkBack(
    roots,
    Number.NEGATIVE_INFINITY,
    end,
    (task) => tasks.push(task),
    () => undefined,
  );
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { node, from, to } = task;
    walkBack(
      node.children,
      from,
      to,
      (child) => tasks.push(child),
      (start, stop) => segments.push({ node, start, end: stop }),
    );
  }
  return segments.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

function walkBack<Node extends PathNode<Node>>(
  children: readonly Node[],
  from: number,
  to: number,
  onChild: (task: Task<Node>) => void,
  onSelf: (start: number, end: number) => void,
): void {
  let cursor = to;
  for (const child of children.toSorted((a, b) => b.end - a.end)) {
    if (cursor <= from) return;
    const end = Math.min(child.end, cursor);
    const start = Math.max(child.start, from);
    // Begins after this moment (nothing waited for it), lies outside, or takes no time.
    if (start >= end) continue;
    // Overlaps the sibling already on the path, which ended later: this one ran beside it.
    if (child.end > cursor && cursor < to) continue;
    if (end < cursor) onSelf(end, cursor);
    onChild({ node: child, from: start, to: end });
    cursor = start;
  }
  if (cursor > from && from !== Number.NEGATIVE_INFINITY) onSelf(from, cursor);
}
