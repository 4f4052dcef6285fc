// Finds the series of an attribute set without sorting or stringifying it: a tree over (key, value), in the order in which the caller
// writes them.
import type { Pair } from "../cardinality/guard.ts";
import type { Series } from "./series.ts";

/** The tree. */
export interface AttributeTree {
  root: Node;
  nodes: number;
  readonly maxNodes: number;
  /** Whether an attribute counts; all do when undefined. */
  readonly keep: ((key: string) => boolean) | undefined;
}

/** The values of one key below one node. Most keys have one value, or the next key follows without a Map. */
class Branch {
  readonly key: string;
  /** The child of the only value; undefined when there are several. */
  only: Node | undefined = undefined;
  onlyValue: unknown = undefined;
  readonly children: Map<unknown, Node> = new Map();

  constructor(key: string) {
    this.key = key;
  }
}

class Node {
  series: Series | undefined = undefined;
  branch: Branch | undefined = undefined;
  others: Map<string, Branch> | undefined = undefined;
}

/** An empty tree of at most `maxNodes` nodes. */
export function createAttributeTree(maxNodes: number, keep: AttributeTree["keep"]): AttributeTree {
  return { root: new Node(), nodes: 0, maxNodes, keep };
}

/** The series of an attribute set, if it was added with its attributes in this order. */
export function findByAttributes(tree: AttributeTree, attributes: object | undefined): Series | undefined {
  const { keep } = tree;
  let node = tree.root;
  // `for in` over undefined or null does nothing
  for (const key in attributes as object) {
    if (keep !== undefined && !keep(key)) continue;
    const value = (attributes as Record<string, unknown>)[key];
    if (value === undefined) continue;
    let branch = node.branch;
    if (branch === undefined || branch.key !== key) {
      branch = node.others?.get(key);
      if (branch === undefined) return undefined;
    }
    const { only } = branch;
    const child = only !== undefined && branch.onlyValue === value ? only : branch.children.get(value);
    if (child === undefined) return undefined;
    node = child;
  }
  return node.series;
}

/** Adds `series` under `pairs`. Objects and arrays as values are never added: their identity says nothing about their content. */
export function addToTree(tree: AttributeTree, pairs: readonly Pair[], series: Series): void {
  if (tree.nodes > tree.maxNodes || pairs.some(([, value]) => typeof value === "object" && value !== null))
    return;
  let node = tree.root;
  for (const [key, value] of pairs) {
    const branch = branchOf(node, key);
    let child = branch.children.get(value);
    if (child === undefined) {
      child = new Node();
      branch.children.set(value, child);
      branch.only = branch.children.size === 1 ? child : undefined;
      branch.onlyValue = value;
      tree.nodes++;
    }
    node = child;
  }
  node.series = series;
}

/** Removes everything. */
export function clearTree(tree: AttributeTree): void {
  tree.root = new Node();
  tree.nodes = 0;
}

function branchOf(node: Node, key: string): Branch {
  if (node.branch === undefined) return (node.branch = new Branch(key));
  if (node.branch.key === key) return node.branch;
  node.others ??= new Map();
  let branch = node.others.get(key);
  if (branch === undefined) node.others.set(key, (branch = new Branch(key)));
  return branch;
}
