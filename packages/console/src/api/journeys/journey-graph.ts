// The columns of a journey's Sankey. Forward links go to a later column, so they cannot form a cycle; every other link is a loop.

/** A step as observed: how many visits came to it, and its usual position in a path, from 0. */
export interface StepPlace {
  readonly step: string;
  readonly visits: number;
  readonly usualPlace: number;
  readonly meanPlace: number;
}

export interface Hop {
  readonly from: string;
  readonly to: string;
  readonly visits: number;
}

/** A link that fewer than this share of the visits to its target took does not push the target to a later column. */
const weightOfRareLinks = 0.05;

/**
 * The column of each step: the declared place where there is one, else the usual place.
 *
 * Steps without a declared place are put in the order of their mean place. Without any declared step each is behind all steps
 * before it that a fair share of the visits to it came from. Beside declared steps each takes the column that turns the fewest visits into
 * loops, the one nearest to its usual place among equals.
 */
export function placeSteps(
  places: readonly StepPlace[],
  hops: readonly Hop[],
  declared: readonly string[],
): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { step } of places) if (declared.includes(step)) depths.set(step, declared.indexOf(step));
  const free = places
    .filter(({ step }) => !depths.has(step))
    .toSorted((a, b) => a.meanPlace - b.meanPlace || (a.step < b.step ? -1 : 1));
  const place = depths.size === 0 ? placeBehind : placeBetween(declared.length);
  const hopsOf = indexHops(hops);
  for (const step of free) depths.set(step.step, place(step, hopsOf.get(step.step) ?? [], depths));
  return depths;
}

/** The hops from and to each step. */
function indexHops(hops: readonly Hop[]): ReadonlyMap<string, readonly Hop[]> {
  const index = new Map<string, Hop[]>();
  const add = (step: string, hop: Hop): void => {
    const known = index.get(step);
    if (known === undefined) index.set(step, [hop]);
    else known.push(hop);
  };
  for (const hop of hops) {
    add(hop.from, hop);
    if (hop.to !== hop.from) add(hop.to, hop);
  }
  return index;
}

/**
 * After every placed step that it is reached from, unless only by a few visits or more often in reverse.
 *
 * @param hops those of the step
 */
function placeBehind(step: StepPlace, hops: readonly Hop[], depths: ReadonlyMap<string, number>): number {
  const back = new Map(hops.filter((hop) => hop.from === step.step).map((hop) => [hop.to, hop.visits]));
  let depth = 0;
  for (const hop of hops) {
    const before = depths.get(hop.from);
    if (hop.to !== step.step || before === undefined) continue;
    const rare = hop.visits < step.visits * weightOfRareLinks;
    if (!rare && hop.visits >= (back.get(hop.from) ?? 0)) depth = Math.max(depth, before + 1);
  }
  return depth;
}

/** The column with the fewest visits on links that do not go forward. */
function placeBetween(columns: number) {
  return (step: StepPlace, hops: readonly Hop[], depths: ReadonlyMap<string, number>): number => {
    const last = Math.max(columns - 1, Math.round(step.usualPlace));
    const loops = loopsByColumn(step.step, hops, { depths, last });
    const columnsByDistance = Array.from({ length: last + 1 }, (_, depth) => depth).toSorted(
      (a, b) => Math.abs(a - step.usualPlace) - Math.abs(b - step.usualPlace) || a - b,
    );
    return columnsByDistance.reduce(
      (best, depth) => (loops[depth]! < loops[best]! ? depth : best),
      columnsByDistance[0] ?? 0,
    );
  };
}

/** People on links that would not go forward, for each column from 0 to `last` that the step could have. */
function loopsByColumn(
  step: string,
  hops: readonly Hop[],
  { depths, last }: { readonly depths: ReadonlyMap<string, number>; readonly last: number },
): readonly number[] {
  // how much more a column has than the one before it
  const more = Array.from({ length: last + 2 }, () => 0);
  for (const { from, to, visits } of hops) {
    const other = from === to ? undefined : depths.get(from === step ? to : from);
    if (other === undefined) continue;
    const edge = Math.min(from === step ? other : other + 1, last + 1);
    if (from === step) more[edge]! += visits;
    else {
      more[0]! += visits;
      more[edge]! -= visits;
    }
  }
  let sum = 0;
  return more.slice(0, -1).map((visits) => (sum += visits));
}

/** Whether a link goes back, stays in its column, or leads to the same step again. */
export function isLoop(from: string, to: string, depths: ReadonlyMap<string, number>): boolean {
  return (depths.get(from) ?? 0) >= (depths.get(to) ?? 0);
}
