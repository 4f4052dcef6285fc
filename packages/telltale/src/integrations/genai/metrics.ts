// Metrics of generative AI by the conventions, and what it cost.
import type { DeclaredMetric } from "../../calls/declared-metric.ts";
import { counter, histogram } from "../../own-calls.ts";
import type { Histogram } from "../../metric.ts";
import type { Usage } from "./model-answer.ts";

const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
/** What calls of models measure. */
export const genAiMetrics: Readonly<
  Record<"duration" | "tokens" | "firstChunk" | "nextChunk" | "cost", DeclaredMetric>
> = {
  duration: {
    name: "gen_ai.client.operation.duration",
    form: "histogram",
    unit: "s",
    description: "Duration of calls of a model.",
    buckets: seconds,
  },
  tokens: {
    name: "gen_ai.client.token.usage",
    form: "histogram",
    unit: "{token}",
    description: "Tokens that a call used.",
    buckets: [
      1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
    ],
  },
  firstChunk: {
    name: "gen_ai.client.operation.time_to_first_chunk",
    form: "histogram",
    unit: "s",
    description: "Time until the first chunk of a stream.",
    buckets: seconds,
  },
  nextChunk: {
    name: "gen_ai.client.operation.time_per_output_chunk",
    form: "histogram",
    unit: "s",
    description: "Time between two chunks of a stream.",
    buckets: seconds,
  },
  cost: {
    name: "telltale.gen_ai.cost",
    form: "counter",
    unit: "{currency}",
    description: "What calls cost, by the prices that were given.",
  },
};
export const durations: Histogram = histogram(genAiMetrics.duration.name, genAiMetrics.duration);
const firstChunks = histogram(genAiMetrics.firstChunk.name, genAiMetrics.firstChunk);
const nextChunks = histogram(genAiMetrics.nextChunk.name, genAiMetrics.nextChunk);
const tokens = histogram(genAiMetrics.tokens.name, genAiMetrics.tokens);
const costs = counter(genAiMetrics.cost.name, genAiMetrics.cost);

type By = Readonly<Record<string, unknown>>;

/** A chunk came so long after the call began, or after the one before. */
export function measureChunk(isFirst: boolean, duration: number, by: By): void {
  (isFirst ? firstChunks : nextChunks).record(duration, by);
}

/** A call used so many tokens, which cost so much. */
export function measureCost(usage: Usage, cost: number | undefined, currency: string, by: By): void {
  if (usage.input !== undefined) tokens.record(usage.input, { ...by, "gen_ai.token.type": "input" });
  if (usage.output !== undefined) tokens.record(usage.output, { ...by, "gen_ai.token.type": "output" });
  if (cost !== undefined && cost > 0) costs.add(cost, { ...by, "telltale.gen_ai.cost.currency": currency });
}
