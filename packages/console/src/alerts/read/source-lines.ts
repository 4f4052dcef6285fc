// The values of a source in each step of a range, for charts: from the same few queries as a preview of rules.
import { createInput, type Labels, type Source } from "alerts/readings";
import { createAsk, type ReadQueries } from "./ask.ts";
import { usualLimits } from "./family.ts";
import { openWindows } from "./readings.ts";
import { createSeriesCache } from "./series.ts";
import type { Steps } from "./windows.ts";

/** One group of a source. */
interface SourceLine {
  readonly labels: Labels;
  /** One for each step; `null` without data. */
  readonly values: readonly (number | null)[];
}

export interface SourceLines {
  readonly lines: readonly SourceLine[];
  /** Where there was too much to read, only the newest part was: what has no value may not be zero. */
  readonly isPartial: boolean;
}

/**
 * Reads a source over `steps`, each a window of its own.
 *
 * @throws {ReadingMistake} and `ProblemError` when it cannot be read over so long a range.
 */
export async function readSourceLines(
  queries: ReadQueries,
  source: Source,
  groupBy: readonly string[],
  steps: Steps,
  signal: AbortSignal | undefined,
): Promise<SourceLines> {
  const options = { signal, priority: "interactive" } as const;
  const input = createInput(source, steps.stepMs, 0, groupBy);
  const { read, isPartial = false } = await openWindows(input, steps, {
    ask: createAsk(queries, options),
    series: createSeriesCache(usualLimits.series),
    askSql: undefined,
    options,
  });
  const lines = new Map<string, { readonly labels: Labels; readonly values: (number | null)[] }>();
  for (let step = 0; step < steps.count; step += 1) {
    const from = steps.from + step * steps.stepMs;
    for (const { labels, sample } of read(from, from + steps.stepMs)) {
      const key = JSON.stringify(labels);
      let line = lines.get(key);
      if (line === undefined) {
        line = { labels, values: Array.from({ length: steps.count }, () => null) };
        lines.set(key, line);
      }
      line.values[step] = sample.value;
    }
  }
  return { lines: [...lines.values()], isPartial };
}
