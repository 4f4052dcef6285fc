// Estimates the worst-case time of a regular expression before it is used: it backtracks as often as its repetitions can divide a text
// between them. An unknown cost counts as infinite, so that an accepted pattern is never slow.
import { type Characters, type Node, parsePattern } from "./pattern-tree.ts";

/** The cost of a part: steps, ways to match one text, first characters, and whether it may be empty. */
interface Cost {
  readonly steps: number;
  readonly ways: number;
  readonly first: Characters;
  readonly empty: boolean;
}

const all: Characters = (1n << 129n) - 1n;
const nothing: Cost = { steps: 0, ways: 1, first: 0n, empty: true };

/** Maximum steps of `pattern` from one position of a text of `length` characters; Infinity when unknown. */
export function patternCost(pattern: RegExp, length: number): number {
  const tree = parsePattern(pattern);
  if (tree === undefined) return Infinity;
  const choices = tree.kind === "choice" ? tree.parts : [tree];
  return choices.reduce((sum, choice) => sum + costOfWhole(choice, length), 0);
}

/** A repetition at the end never backtracks. */
function costOfWhole(tree: Node, length: number): number {
  const parts = tree.kind === "row" ? [...tree.parts] : [tree];
  const last = parts.at(-1);
  let end = 0;
  if (last?.kind === "repeat" && last.part.kind === "one") {
    parts.splice(-1, 1, { ...last, most: last.least });
    end = Math.min(last.most, length);
  }
  return costOf({ kind: "row", parts }, 0n, length).steps + end;
}

/** `follow`: the characters that may follow `node`. */
function costOf(node: Node, follow: Characters, length: number): Cost {
  if (node.kind === "one") return { steps: 1, ways: 1, first: node.characters, empty: false };
  if (node.kind === "nothing") {
    if (node.looks === undefined) return nothing;
    return { steps: 1 + costOf(node.looks, 0n, length).steps, ways: 1, first: all, empty: true };
  }
  if (node.kind === "row") return costOfRow(node.parts, follow, length);
  if (node.kind === "repeat") return costOfRepeat(node, follow, length);
  const costs = node.parts.map((part) => costOf(part, follow, length));
  const first = costs.reduce((before, cost) => before | cost.first, 0n);
  const empty = costs.some((cost) => cost.empty);
  const apart =
    !empty &&
    costs.every((cost, at) => costs.every((other, to) => to <= at || (cost.first & other.first) === 0n));
  const ways = costs.map((cost) => cost.ways);
  return {
    steps: sum(costs.map(({ steps }) => steps)),
    ways: apart ? Math.max(...ways) : sum(ways),
    first,
    empty,
  };
}

function costOfRow(parts: readonly Node[], follow: Characters, length: number): Cost {
  return parts.reduceRight<Cost & { readonly next: Characters }>(
    (rest, part) => {
      const cost = costOf(part, rest.next, length);
      return {
        steps: cost.steps + (rest.steps === 0 ? 0 : cost.ways * rest.steps),
        ways: cost.ways * rest.ways,
        first: cost.first | (cost.empty ? rest.first : 0n),
        empty: cost.empty && rest.empty,
        next: cost.first | (cost.empty ? rest.next : 0n),
      };
    },
    { ...nothing, next: follow },
  );
}

function costOfRepeat(
  { part, least, most }: Extract<Node, { kind: "repeat" }>,
  follow: Characters,
  length: number,
): Cost {
  if (most === 0) return nothing;
  const again = most === 1 ? 0n : costOf(part, all, length).first;
  const cost = costOf(part, follow | again, length);
  // whether it may end where it could also continue
  const unsure = (cost.first & follow) !== 0n;
  const empty = cost.empty || least === 0;
  const { first } = cost;
  if (most === Infinity || most > length) {
    if (cost.ways > 1 || cost.empty) return { steps: Infinity, ways: Infinity, first, empty };
    const steps = looksAround(part) ? length * cost.steps : 2 * length + cost.steps;
    return { steps, ways: unsure ? length : 1, first, empty };
  }
  const each = cost.ways + (cost.empty ? 1 : 0);
  let steps = 0;
  let ways = 1;
  for (let time = 0; time < most && steps < Infinity; time++) {
    steps += ways * cost.steps;
    ways *= each;
  }
  return { steps, ways: unsure ? ways * (most - least + 1) : ways, first, empty };
}

function looksAround(node: Node): boolean {
  if (node.kind === "nothing") return node.looks !== undefined;
  if (node.kind === "repeat") return looksAround(node.part);
  return node.kind !== "one" && node.parts.some(looksAround);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((before, number) => before + number, 0);
