// Small nodes of a column as one, with the sums of their figures; their links are joined.
import type { JourneyColumn, JourneyColumnLink, JourneyColumnNode, JourneyEndings } from "contract";

/** The name of what is small. A step can have the same name: keys keep them apart. */
export const otherStep = "\u0000other";

interface Folding {
  /** Nodes with fewer visits are folded. */
  readonly least: number;
  /** Steps of this column, and of the next one, that are not. */
  readonly kept: readonly [string | undefined, string | undefined];
}

/** `column` without its small nodes; links to small nodes of `next` lead to what stands for them. */
export function foldColumn(
  column: JourneyColumn,
  next: JourneyColumn | undefined,
  { least, kept }: Folding,
): JourneyColumn {
  const isKept = isLarge(least, kept[0]);
  const small = column.nodes.filter((node) => !isKept(node));
  const large = column.nodes.filter(isKept);
  const here = new Set(large.map(({ step }) => step));
  const there = new Set(next?.nodes.filter(isLarge(least, kept[1])).map(({ step }) => step));
  return {
    ...column,
    nodes: small.length === 0 ? large : [...large, small.reduce(joinNodes, nothing)],
    links: joinLinks(
      column.links.map((link) => ({
        ...link,
        from: here.has(link.from) ? link.from : null,
        to: there.has(link.to) ? link.to : null,
      })),
    ),
  };
}

const isLarge =
  (least: number, kept: string | undefined) =>
  ({ step, visits }: JourneyColumnNode): boolean =>
    step !== null && (visits >= least || step === kept);

const no: JourneyEndings = { completed: 0, open: 0, left: 0 };
const nothing: JourneyColumnNode = {
  step: null,
  visits: 0,
  people: null,
  returns: 0,
  errors: 0,
  medianMs: null,
  ended: no,
  became: no,
};

function joinNodes(sum: JourneyColumnNode, node: JourneyColumnNode): JourneyColumnNode {
  return {
    ...sum,
    visits: sum.visits + node.visits,
    returns: sum.returns + node.returns,
    errors: sum.errors + node.errors,
    ended: joinEndings(sum.ended, node.ended),
    became: joinEndings(sum.became, node.became),
  };
}

const joinEndings = (a: JourneyEndings, b: JourneyEndings): JourneyEndings => ({
  completed: a.completed + b.completed,
  open: a.open + b.open,
  left: a.left + b.left,
});

/** The median of joined links is not known. */
function joinLinks(links: readonly JourneyColumnLink[]): JourneyColumnLink[] {
  const joined = new Map<string, JourneyColumnLink>();
  for (const link of links) {
    const key = JSON.stringify([link.from, link.to]);
    const known = joined.get(key);
    const isOther = link.from === null || link.to === null;
    joined.set(key, {
      ...link,
      visits: link.visits + (known?.visits ?? 0),
      ...(isOther && { medianMs: null, errors: null }),
    });
  }
  return [...joined.values()];
}
