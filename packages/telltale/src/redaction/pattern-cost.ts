// How long a pattern of JavaScript can take, told before it is used: it goes back over a text as often as its repetitions can share the
// text between them. What cannot be told counts as endless, so that a pattern that passes is never slow.

/** Characters that are meant: one bit for each of ASCII, the highest for all others together. */
type Characters = bigint;

type Node =
  | { readonly kind: "one"; readonly characters: Characters }
  | { readonly kind: "nothing"; readonly looks?: Node }
  | { readonly kind: "row"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | { readonly kind: "repeat"; readonly part: Node; readonly least: number; readonly most: number };

/** What a part costs: steps, ways to meet one text, what it may begin with, and whether it may be empty. */
interface Cost {
  readonly steps: number;
  readonly ways: number;
  readonly first: Characters;
  readonly empty: boolean;
}

const others = 1n << 128n;
const all: Characters = (1n << 129n) - 1n;
const nothing: Cost = { steps: 0, ways: 1, first: 0n, empty: true };

/** Steps that `pattern` takes at most from one place of a text of `length` characters; Infinity where that is not known. */
export function patternCost(pattern: RegExp, length: number): number {
  const tree = parse(pattern);
  if (tree === undefined) return Infinity;
  const choices = tree.kind === "choice" ? tree.parts : [tree];
  return choices.reduce((sum, choice) => sum + costOfWhole(choice, length), 0);
}

/** Behind what must be there, a repetition ends the search whatever it meets. */
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

/** `follow` is what may come behind `node`. */
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
  // whether it may end where it might as well go on
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

/** The parts of `pattern`; undefined where it refers back to what it met, or is not understood. */
function parse({ source, flags }: RegExp): Node | undefined {
  const test = flags.replace(/[gmy]/g, "");
  const known = new Map<string, Characters>();
  let at = 0;

  function charactersOf(text: string): Characters {
    const before = known.get(text);
    if (before !== undefined) return before;
    const one = new RegExp(`^${text}$`, test);
    let characters = /^(?:[\x20-\x5b\x5d-\x7e]|\\[dwtnrfv0\x20-\x2f])$|^\[[\x20-\x5b\x5f-\x7e-]+\]$/.test(
      text,
    )
      ? 0n
      : others;
    if (flags.includes("i")) characters |= others;
    for (let code = 0; code < 128; code++)
      if (one.test(String.fromCharCode(code))) characters |= 1n << BigInt(code);
    known.set(text, characters);
    return characters;
  }
  function choice(): Node | undefined {
    const parts: Node[] = [];
    do {
      const part = row();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (source[at] === "|" && ++at > 0);
    return parts.length === 1 ? parts[0] : { kind: "choice", parts };
  }
  function row(): Node | undefined {
    const parts: Node[] = [];
    while (at < source.length && source[at] !== "|" && source[at] !== ")") {
      const part = atom();
      if (part === undefined) return undefined;
      parts.push(repeated(part));
    }
    return { kind: "row", parts };
  }
  function repeated(part: Node): Node {
    const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(source.slice(at));
    if (found === null) return part;
    at += found[0].length;
    const [, mark, from = "0", comma, to = ""] = found;
    if (mark !== undefined)
      return { kind: "repeat", part, least: mark === "+" ? 1 : 0, most: mark === "?" ? 1 : Infinity };
    const most = comma === "" ? Number(from) : to === "" ? Infinity : Number(to);
    return { kind: "repeat", part, least: Number(from), most };
  }
  function atom(): Node | undefined {
    const rest = source.slice(at);
    const edge = /^(?:[$^]|\\[bB])/.exec(rest);
    if (edge !== null) {
      at += edge[0].length;
      return { kind: "nothing" };
    }
    const open = /^\((?:\?(?:(<?[=!])|<[^>=!][^>]*>|:))?/.exec(rest);
    if (open !== null) {
      at += open[0].length;
      const inner = choice();
      if (inner === undefined || source[at++] !== ")") return undefined;
      return open[1] === undefined ? inner : { kind: "nothing", looks: inner };
    }
    // classes within classes are not understood
    const one =
      /^(?:\[(?:\\[^]|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[A-Za-z]|\\[^1-9k]|[^\\])/u.exec(
        rest,
      );
    if (one === null || (flags.includes("v") && /^\[[^\]]*[[&-]{1}[[&-]/.test(one[0]))) return undefined;
    at += one[0].length;
    return { kind: "one", characters: charactersOf(one[0]) };
  }

  try {
    const tree = choice();
    return at === source.length ? tree : undefined;
  } catch {
    return undefined;
  }
}
