// Tries rankings on many data sets: is the planted cause first, and does a random split differ? Run as a script, it prints the counts of
// one plan as JSON: `node trials.ts single 300 1`.
import { type Candidate, testAttributes } from "../../src/api/differs/candidates.ts";
import { toFindings } from "../../src/api/differs/findings.ts";
import { maxCandidates } from "../../src/api/differs/patterns.ts";
import { countBars, countPatterns, countSides, countValues, meetsCandidate } from "./count-rows.ts";
import { meets, type CausePart, type Plan, plantRows, type Row } from "./planted-rows.ts";
import { rankByDivergence, rankByLift } from "./rivals.ts";

/** The first finding of a ranking, as the conditions that a row must meet; `undefined` when nothing differs. */
type Ranking = (rows: readonly Row[]) => readonly Named[] | undefined;
type Named = Pick<Candidate, "key" | "kind" | "value">;

const rankings: Readonly<Record<string, Ranking>> = {
  telltale: rankByTests,
  lift: rankByLift,
  divergence: rankByDivergence,
};

function rankByTests(rows: readonly Row[]): readonly Named[] | undefined {
  const sides = countSides(rows);
  const keys = countValues(rows);
  const { candidates } = testAttributes({ keys, numbers: countBars(rows), sides }, maxCandidates);
  const values = keys.reduce((sum, { distinct }) => sum + Math.min(distinct, 20), 0);
  return toFindings(candidates, { patterns: countPatterns(rows, candidates), sides, values })[0]?.members;
}

/** How many of `sets` data sets each ranking judges as planted. */
export function runTrials(
  plan: Plan,
  sets: number,
  firstSeed: number,
  names: readonly string[] = Object.keys(rankings),
): Record<string, number> {
  const right: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  for (let seed = firstSeed; seed < firstSeed + sets; seed += 1) {
    const { rows, cause } = plantRows(plan, seed);
    for (const name of names) {
      const first = rankings[name]!(rows);
      if (isRight(rows, cause, first)) right[name]! += 1;
      else if (process.env["TELLTALE_TRIALS"] === name)
        console.error(
          seed,
          JSON.stringify(cause),
          "→",
          JSON.stringify(first?.map(({ key, kind, value }) => [key, kind, value])),
        );
    }
  }
  return right;
}

/** A part is named when the finding has a condition that nearly the same rows meet: an alias cannot be told from the cause. */
function isRight(
  rows: readonly Row[],
  cause: readonly CausePart[],
  first: readonly Named[] | undefined,
): boolean {
  if (cause.length === 0) return first === undefined;
  if (first === undefined || first.length !== cause.length) return false;
  const isNamed = (part: CausePart): boolean => first.some((named) => isAlike(rows, part, named));
  return cause.every(isNamed);
}

/** At most one row in ten that meets either condition may meet only one of them. */
function isAlike(rows: readonly Row[], part: CausePart, named: Named): boolean {
  if (part.key !== named.key && part.kind === "atLeast") return false;
  let [both, either] = [0, 0];
  for (const row of rows) {
    const [a, b] = [meets(row, part), meetsCandidate(row, named)];
    if (a && b) both += 1;
    if (a || b) either += 1;
  }
  const wanted = part.kind === "atLeast" ? 0.7 : 0.9;
  return both / Math.max(1, either) >= wanted;
}

if (import.meta.main) {
  const [plan = "single", sets = "100", seed = "1", ...names] = process.argv.slice(2);
  const asked = names.length === 0 ? undefined : names;
  console.log(JSON.stringify(runTrials(plan as Plan, Number(sets), Number(seed), asked)));
}
