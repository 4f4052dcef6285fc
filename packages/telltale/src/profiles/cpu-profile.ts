// CPU profiles as data, in the form of Chrome's `.cpuprofile`: what lies between two moments, cut out of one or more recordings, and
// with fewer samples where it is too large. Pure functions.

/** A profile as V8 gives it and as speedscope and browsers read it. Times in µs. */
export interface CpuProfile {
  readonly nodes: readonly CpuNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples?: readonly number[] | undefined;
  readonly timeDeltas?: readonly number[] | undefined;
}

/** One function as called by its parent. */
export interface CpuNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly hitCount?: number | undefined;
  readonly children?: readonly number[] | undefined;
}

interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface MutableNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  hitCount: number;
  readonly children: number[];
}

/** The part of `recordings`, in their order, from `fromUs` to `toUs`. Functions that were not seen in it are left out. */
export function cutOut(recordings: readonly CpuProfile[], fromUs: number, toUs: number): CpuProfile {
  const tree = createTree();
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let last = fromUs;
  for (const recording of recordings) {
    const place = tree.graft(recording.nodes);
    let at = recording.startTime;
    for (const [index, id] of (recording.samples ?? []).entries()) {
      at += recording.timeDeltas?.[index] ?? 0;
      if (at < fromUs || at > toUs) continue;
      samples.push(place(id));
      timeDeltas.push(Math.max(0, at - last));
      last = Math.max(at, last);
    }
  }
  return { nodes: tree.nodes(samples), startTime: fromUs, endTime: toUs, samples, timeDeltas };
}

/** Every second sample of `profile`; its time stays. */
export function halve(profile: CpuProfile): CpuProfile {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const kept = samples.filter((_, index) => index % 2 === 1);
  const deltas = kept.map((_, index) => (timeDeltas[index * 2] ?? 0) + (timeDeltas[index * 2 + 1] ?? 0));
  return cutOut(
    [{ ...profile, nodes, samples: kept, timeDeltas: deltas }],
    profile.startTime,
    profile.endTime,
  );
}

/** The share of samples in which something ran, from 0 to 1; 0 where there are none. */
export function busyShare({ nodes, samples = [] }: CpuProfile): number {
  if (samples.length === 0) return 0;
  const idle = new Set(nodes.filter(({ callFrame }) => isIdle(callFrame)).map(({ id }) => id));
  return samples.filter((id) => !idle.has(id)).length / samples.length;
}

function isIdle({ functionName }: CallFrame): boolean {
  return functionName === "(idle)" || functionName === "(root)" || functionName === "(program)";
}

/** One tree of calls out of several: the same function below the same caller is one node. */
function createTree(): {
  /** Has the nodes ready; the returned function places one of them in the tree and gives its id there. */
  graft(nodes: readonly CpuNode[]): (id: number) => number;
  /** The nodes that `samples` were taken in, and their callers. */
  nodes(samples: readonly number[]): CpuNode[];
} {
  const made: MutableNode[] = [];
  const known = new Map<string, MutableNode>();
  const root = make({ functionName: "(root)", scriptId: "0", url: "", lineNumber: -1, columnNumber: -1 });

  function make(callFrame: CallFrame): MutableNode {
    const node = { id: made.length + 1, callFrame, hitCount: 0, children: [] };
    made.push(node);
    return node;
  }
  function below(parent: MutableNode, callFrame: CallFrame): MutableNode {
    const { functionName, scriptId, url, lineNumber, columnNumber } = callFrame;
    const key = `${parent.id} ${scriptId}:${lineNumber}:${columnNumber} ${functionName} ${url}`;
    let node = known.get(key);
    if (node === undefined) {
      node = make(callFrame);
      known.set(key, node);
      parent.children.push(node.id);
    }
    return node;
  }

  return {
    graft(nodes) {
      const byId = new Map(nodes.map((node) => [node.id, node]));
      const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
      const placed = new Map<number, MutableNode>();
      return (id) => {
        // from the sample up to what is in the tree already, and down again: stacks are too deep for recursion
        const path: CpuNode[] = [];
        let at: number | undefined = id;
        while (at !== undefined && !placed.has(at)) {
          const node = byId.get(at);
          const parent = parents.get(at);
          if (node === undefined || parent === undefined) break;
          path.push(node);
          at = parent;
        }
        let node = (at === undefined ? undefined : placed.get(at)) ?? root;
        for (let index = path.length - 1; index >= 0; index--) {
          const next = path[index] as CpuNode;
          node = below(node, next.callFrame);
          placed.set(next.id, node);
        }
        return node.id;
      };
    },
    nodes(samples) {
      for (const id of samples) (made[id - 1] as MutableNode).hitCount++;
      return made;
    },
  };
}
