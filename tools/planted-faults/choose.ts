// Chooses the faults: as many of each part as it has lines, spread evenly over its lines, and each operator about as often as the others.
import { type Fault, linesOf, type Site } from "./fault.ts";
import { createRandom, pick } from "./random.ts";
import type { Source } from "./sources.ts";
import { sqlSites } from "./sql-operators.ts";
import { typescriptSites } from "./typescript-operators.ts";

/** A fault that looks like one, but cannot be noticed: the behaviour stays the same. Another one is chosen in its place. */
export interface LeftOut {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly reason: string;
}

/** A place of a source where a fault can be planted, with its position among all lines of its part. */
interface Candidate extends Omit<Fault, "id"> {
  readonly position: number;
}

/** `count` faults in `sources`. The same for the same arguments. */
export function chooseFaults(
  sources: readonly Source[],
  count: number,
  seed: number,
  leftOut: readonly LeftOut[] = [],
): readonly Fault[] {
  const random = createRandom(seed);
  const chosen: Candidate[] = [];
  const used = new Map<string, number>();
  const parts = Map.groupBy(sources, ({ part }) => part);
  for (const [part, share] of sharesOf(parts, count)) {
    const own = parts.get(part)!;
    const candidates = candidatesOf(own).filter((one) => !leftOut.some((left) => isSame(one, left)));
    const lines = linesIn(own);
    for (let stratum = 0; stratum < share; stratum++) {
      const from = (stratum * lines) / share;
      const to = ((stratum + 1) * lines) / share;
      const free = candidates.filter(({ file }) => !chosen.some((one) => one.file === file));
      const here = free.filter(({ position }) => position >= from && position < to);
      const candidate = rarest(here.length > 0 ? here : free, used, random);
      if (candidate === undefined) continue;
      used.set(candidate.operator, (used.get(candidate.operator) ?? 0) + 1);
      chosen.push(candidate);
    }
  }
  return chosen.map(({ position: _position, ...fault }, at) => ({
    id: `F${String(at + 1).padStart(3, "0")}`,
    ...fault,
  }));
}

/** How many faults each part gets: one at least, the rest by lines (largest remainder). */
function sharesOf(parts: ReadonlyMap<string, readonly Source[]>, count: number): ReadonlyMap<string, number> {
  const names = [...parts.keys()].toSorted();
  const total = [...parts.values()].reduce((sum, own) => sum + linesIn(own), 0);
  const exact = new Map(
    names.map((name) => [name, ((count - names.length) * linesIn(parts.get(name)!)) / total]),
  );
  const shares = new Map(names.map((name) => [name, 1 + Math.floor(exact.get(name)!)]));
  const given = [...shares.values()].reduce((sum, share) => sum + share, 0);
  const byRemainder = names.toSorted((a, b) => (exact.get(b)! % 1) - (exact.get(a)! % 1));
  for (const name of byRemainder.slice(0, Math.max(0, count - given)))
    shares.set(name, shares.get(name)! + 1);
  return shares;
}

const linesIn = (sources: readonly Source[]): number =>
  sources.reduce((sum, { codeLines }) => sum + codeLines.length, 0);

function candidatesOf(sources: readonly Source[]): readonly Candidate[] {
  let passed = 0;
  return sources.flatMap(({ file, part, text, codeLines }) => {
    const sites = file.endsWith(".sql") ? sqlSites(text) : typescriptSites(file, text);
    const found = sites.map((site) => candidateOf(file, part, text, site));
    const positions = new Map(codeLines.map((line, at) => [line, passed + at]));
    passed += codeLines.length;
    return found.map((one) => ({ ...one, position: positions.get(one.line) ?? passed - 1 }));
  });
}

function candidateOf(file: string, part: string, text: string, site: Site): Omit<Candidate, "position"> {
  const { line, before, after } = linesOf(text, site);
  return { part, file, line, operator: site.operator, before, after };
}

/** One of the candidates whose operator was used least so far. */
function rarest(
  candidates: readonly Candidate[],
  used: ReadonlyMap<string, number>,
  random: () => number,
): Candidate | undefined {
  if (candidates.length === 0) return undefined;
  const byOperator = Map.groupBy(candidates, ({ operator }) => operator);
  const counts = [...byOperator.keys()].map((operator) => used.get(operator) ?? 0);
  const least = Math.min(...counts);
  const operators = [...byOperator.keys()].filter((operator) => (used.get(operator) ?? 0) === least);
  return pick(byOperator.get(pick(operators.toSorted(), random))!, random);
}

function isSame(one: Omit<Fault, "id">, left: LeftOut): boolean {
  return one.file === left.file && one.before === left.before && one.after === left.after;
}
