// A value above or below a limit, with a recovery threshold and, for shares, with evidence.
import type { Evidence } from "./evidence.ts";
import { isShareAbove, isShareBelow, testedCounts } from "./evidence.ts";
import type { Input } from "./reading.ts";
import type { Sample } from "./sample.ts";
import { type Evaluator, type Verdict, withSample } from "./verdict.ts";

interface Limit {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly recover?: number | undefined;
}

/** With `evidence`, samples are shares. */
export function thresholdEvaluator(input: Input, limit: Limit, evidence: Evidence | undefined): Evaluator {
  const isAbove = limit.above !== undefined;
  const at = (isAbove ? limit.above : limit.below)!;
  const back = limit.recover ?? at;
  const crosses = (value: number, line: number): boolean => (isAbove ? value > line : value < line);
  return {
    inputs: [input],
    evaluate: (situation) =>
      withSample(situation, input, (sample): Verdict => {
        const { value } = sample;
        const values = { limit: situation.isFiring ? back : at, ...countsOf(sample) };
        const verdict = (outcome: Verdict["outcome"]): Verdict => ({ outcome, value, values });
        if (evidence === undefined || sample.count === undefined || sample.part === undefined)
          return verdict(crosses(value, situation.isFiring ? back : at) ? "holds" : "clear");
        if (sample.count < evidence.minCount)
          return { ...verdict("unsure"), reason: `${sample.count} of ${evidence.minCount} entries` };
        if (situation.isFiring) return verdict(crosses(value, back) ? "holds" : "clear");
        const isCertain = isAbove ? isShareAbove : isShareBelow;
        const { part, count } = testedCounts(sample);
        return verdict(crosses(value, at) && isCertain(part, count, at, evidence) ? "holds" : "clear");
      }),
  };
}

function countsOf({ part, count }: Sample): { readonly part?: number; readonly count?: number } {
  return { ...(part !== undefined && { part }), ...(count !== undefined && { count }) };
}
