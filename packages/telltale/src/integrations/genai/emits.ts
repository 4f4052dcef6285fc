// What integrations of generative AI write.
import { type Emitted, type EmittedAttribute, emittedMetric } from "../library-integration.ts";
import { genAiMetrics } from "./metrics.ts";

const known = "it is known";
const asked = "the request sets it";
const common: readonly EmittedAttribute[] = [
  { name: "gen_ai.operation.name" },
  { name: "gen_ai.provider.name" },
  { name: "gen_ai.request.model", when: known },
  { name: "server.address", when: known },
  { name: "server.port", when: known },
];
const model: EmittedAttribute = { name: "gen_ai.response.model", when: "there is a response" };
const failed: EmittedAttribute = { name: "error.type", when: "it failed" };
const content = "content is recorded";

/** What a library says beyond what all say. */
export interface GenAiEmitted {
  /** Names of operations, with the attributes of their requests and answers. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
}

const answers: readonly EmittedAttribute[] = [model, { name: "gen_ai.usage.input_tokens", when: known }];
const chats: readonly EmittedAttribute[] = [
  { name: "gen_ai.response.id", when: known },
  { name: "gen_ai.response.finish_reasons", when: known },
  { name: "gen_ai.usage.output_tokens", when: known },
  { name: "gen_ai.usage.cache_read.input_tokens", when: known },
  { name: "gen_ai.usage.cache_creation.input_tokens", when: known },
  { name: "gen_ai.usage.reasoning.output_tokens", when: known },
  { name: "gen_ai.response.time_to_first_chunk", when: "it streams" },
  { name: "telltale.gen_ai.time_to_first_output", when: "it streams" },
  { name: "telltale.gen_ai.tool_calls", when: "the model asked for tools" },
  { name: "gen_ai.system_instructions", when: content },
  { name: "gen_ai.input.messages", when: content },
  { name: "gen_ai.output.messages", when: content },
  { name: "gen_ai.tool.definitions", when: content },
];
const money: readonly EmittedAttribute[] = [
  { name: "telltale.gen_ai.cost", when: "a price is given" },
  { name: "telltale.gen_ai.cost.currency", when: "a price is given" },
];

const tool: Emitted = {
  kind: "span",
  name: "execute_tool {tool}",
  form: "internal",
  description: "A tool that the application runs by `traceTool`.",
  attributes: [
    { name: "gen_ai.operation.name" },
    { name: "gen_ai.tool.name" },
    { name: "gen_ai.tool.type" },
    { name: "gen_ai.tool.call.id", when: known },
    { name: "gen_ai.tool.description", when: known },
    failed,
  ],
};

/** The `emits` of a library; `without` names what it never knows. */
export function genAiEmits(
  { operations }: GenAiEmitted,
  without: readonly string[] = [],
): readonly Emitted[] {
  const spans = Object.entries(operations).map(([name, attributes]): Emitted => {
    const own = attributes.map((attribute): EmittedAttribute => ({ name: attribute, when: asked }));
    const isChat = name !== "embeddings";
    const all = [...common, ...own, ...answers, ...(isChat ? chats : []), ...money, failed];
    return {
      kind: "span",
      name: `${name} {model}`,
      form: "client",
      description: `A call of a model: ${name}.`,
      attributes: all.filter((attribute) => !without.includes(attribute.name)),
    };
  });
  const token: EmittedAttribute = { name: "gen_ai.token.type" };
  return [
    ...spans,
    tool,
    emittedMetric(genAiMetrics.duration, [...common, model, failed]),
    emittedMetric(genAiMetrics.tokens, [...common, model, token]),
    emittedMetric(genAiMetrics.firstChunk, common),
    emittedMetric(genAiMetrics.nextChunk, common),
    emittedMetric(genAiMetrics.cost, [...common, model, { name: "telltale.gen_ai.cost.currency" }]),
  ];
}
