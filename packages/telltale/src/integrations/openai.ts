// The client of OpenAI and of all who speak its protocol: chat completions, responses, completions, embeddings; streams and helpers included.
import { readField } from "../calls/read-field.ts";
import { followPromise } from "./genai/api-promise.ts";
import {
  beginCall,
  type GenAiOptions,
  type GenAiPlan,
  type ModelCall,
  planGenAi,
} from "./genai-integration.ts";
import { genAiEmits } from "./genai/emits.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { chatCompletions, completions, embeddings, type OpenAiApi, responses } from "./openai/apis.ts";
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";

export type { GenAiOptions, ModelPrice, Prices } from "./genai-integration.ts";
export { type ToolOptions, traceTool } from "./genai/tool.ts";

/**
 * Has the calls of models by the client of OpenAI traced: a span by the conventions for generative AI with model, tokens, cost by the prices
 * given, and of a stream the time to its first token. Takes the module, or the class `OpenAI`; returns the same.
 *
 * Content is not recorded unless asked for, and then without what the redactor finds. Streams of chat completions contain token counts only when
 * the request asks for them (`stream_options: { include_usage: true }`).
 *
 * @example
 * ```ts
 * import OpenAI from "openai";
 * import { instrumentOpenAi } from "telltale/openai";
 *
 * instrumentOpenAi(OpenAI, { prices: { "gpt-5*": { input: 1.25, cacheRead: 0.125, output: 10 } } });
 * ```
 */
export function instrumentOpenAi<L extends object>(library: L, options: GenAiOptions = {}): L {
  return openai.instrument(library, options) as L;
}

const chat = [
  "gen_ai.request.temperature",
  "gen_ai.request.top_p",
  "gen_ai.request.max_tokens",
  "gen_ai.request.frequency_penalty",
  "gen_ai.request.presence_penalty",
  "gen_ai.request.stop_sequences",
  "gen_ai.request.seed",
  "gen_ai.request.choice.count",
  "gen_ai.output.type",
  "gen_ai.conversation.id",
  "openai.api.type",
  "openai.request.service_tier",
  "openai.response.service_tier",
  "openai.response.system_fingerprint",
];

/** The client of OpenAI for `telltale/register`. */
export const openai: LibraryIntegration<GenAiOptions> = {
  name: "openai",
  modules: ["openai"],
  versions: [[4, 8]],
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      for (const face of [...exportsOf(library), readField(library, "OpenAI")]) {
        const resource = (...path: string[]): unknown =>
          readField(
            path.reduce<unknown>((owner, name) => readField(owner, name), face),
            "prototype",
          );
        const wrap = (kind: unknown, api: OpenAiApi): void => {
          // resolved once, and only when it is needed
          if (readField(kind, "create") === undefined) return;
          const plan = planGenAi(options);
          wrapMethod(kind, "create", (create) => calling(create, api, plan));
        };
        wrap(resource("Chat", "Completions"), chatCompletions);
        wrap(resource("Responses"), responses);
        wrap(resource("Completions"), completions);
        wrap(resource("Embeddings"), embeddings);
      }
    }),
  emits: genAiEmits(
    {
      operations: {
        chat,
        text_completion: chat.filter((name) => !/output.type|conversation|service_tier/.test(name)),
        embeddings: ["gen_ai.embeddings.dimension.count", "gen_ai.request.encoding_formats"],
      },
    },
    ["gen_ai.usage.cache_creation.input_tokens"],
  ),
};

function calling(create: Method, api: OpenAiApi, plan: GenAiPlan): Method {
  return function called(this: unknown, body, ...rest) {
    const client = readField(this, "_client");
    const base = readField(client, "baseURL");
    const isAzure = readField(readField(client, "constructor"), "name") === "AzureOpenAI";
    const call: ModelCall = {
      operation: api.operation,
      provider: isAzure ? "azure.ai.openai" : "openai",
      model: api.model(body),
      server: typeof base === "string" ? base : undefined,
      attributes: api.asked(body),
      content: () => api.content(body),
    };
    const running = beginCall(plan, call);
    if (running === undefined) return create.call(this, body, ...rest);
    let promise: unknown;
    try {
      promise = running.run(() => create.call(this, body, ...rest) as unknown);
    } catch (error) {
      running.failed(error);
      throw error;
    }
    return followPromise(promise, running, api.reading(plan.content !== undefined));
  };
}
