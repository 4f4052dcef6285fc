// The client of Anthropic: messages, streams and helpers included. From its first version on it has spans of its own: where it begins one before
// its request (`messages.stream`), that one is continued, else ours takes its place.
import { readField, readTextField } from "../calls/read-field.ts";
import type { Span } from "../engine/span/span.ts";
import { askedOf, contentOf, messageReading } from "./anthropic/messages.ts";
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
import { exportsOf, instrumenting, type Method, wrapMethod } from "./patching/method.ts";

export type { GenAiOptions, ModelPrice, Prices } from "./genai-integration.ts";
export { type ToolOptions, traceTool } from "./genai/tool.ts";

/**
 * Has the calls of models by the client of Anthropic traced: a span by the conventions for generative AI with model, tokens (those read from and
 * put into the cache too), cost by the prices given, and of a stream the time to its first token. Takes the module, or the class `Anthropic`;
 * returns the same.
 *
 * Content is not recorded unless asked for, and then without what the redactor finds.
 *
 * @example
 * ```ts
 * import Anthropic from "@anthropic-ai/sdk";
 * import { instrumentAnthropic } from "telltale/anthropic";
 *
 * instrumentAnthropic(Anthropic, { prices: { "claude-sonnet*": { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 } } });
 * ```
 */
export function instrumentAnthropic<L extends object>(library: L, options: GenAiOptions = {}): L {
  return anthropic.instrument(library, options) as L;
}

/** The client of Anthropic for `telltale/register`. */
export const anthropic: LibraryIntegration<GenAiOptions> = {
  name: "anthropic",
  modules: ["@anthropic-ai/sdk"],
  versions: [[0, 2]],
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      for (const face of [...exportsOf(library), readField(library, "Anthropic")]) {
        for (const owner of [face, readField(face, "Beta")]) {
          const kind = readField(readField(owner, "Messages"), "prototype");
          if (readField(kind, "create") === undefined) continue;
          const plan = planGenAi(options);
          wrapMethod(kind, "create", (create) => calling(create, plan));
        }
      }
    }),
  emits: genAiEmits(
    {
      operations: {
        chat: [
          "gen_ai.request.temperature",
          "gen_ai.request.top_p",
          "gen_ai.request.top_k",
          "gen_ai.request.max_tokens",
          "gen_ai.request.stop_sequences",
        ],
      },
    },
    ["gen_ai.usage.reasoning.output_tokens"],
  ),
};

function calling(create: Method, plan: GenAiPlan): Method {
  return function called(this: unknown, body, options, ...rest) {
    const client = readField(this, "_client");
    const call: ModelCall = {
      operation: "chat",
      provider: "anthropic",
      model: readTextField(body, ["model"]),
      server: readTextField(client, ["baseURL"]),
      attributes: askedOf(body),
      content: () => contentOf(body),
    };
    const span = readField(readField(options, "__span"), "span") as Span | undefined;
    const running = beginCall(plan, call, span);
    if (running === undefined) return create.call(this, body, options, ...rest);
    const make = (): unknown => create.call(this, body, options, ...rest);
    let promise: unknown;
    try {
      promise = running.run(() => (span === undefined ? withoutTracer(client, make) : make()));
    } catch (error) {
      running.failed(error);
      throw error;
    }
    return followPromise(promise, running, messageReading(plan.content !== undefined));
  };
}

/** Runs `make`, which is synchronous, with the client's own spans off. */
function withoutTracer(client: unknown, make: () => unknown): unknown {
  if (readField(client, "_tracer") === undefined) return make();
  const owner = client as { _tracer: unknown };
  const tracer = owner._tracer;
  owner._tracer = undefined;
  try {
    return make();
  } finally {
    owner._tracer = tracer;
  }
}
