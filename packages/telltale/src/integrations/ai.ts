// The AI SDK of Vercel from 7 on, by its own tracing channel: model calls, embeddings and tools by the conventions for generative AI, below the
// operation that they belong to.
import { readField, readTextField, readWholeField } from "../calls/read-field.ts";
import { shared } from "../engine/runtime/shared.ts";
import { type Begun, followChannel, spanOf, type ChannelMessage } from "./channels/tracing-channel.ts";
import {
  beginCall,
  type GenAiOptions,
  type GenAiPlan,
  planGenAi,
  type RunningCall,
} from "./genai-integration.ts";
import { genAiEmits } from "./genai/emits.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { instrumenting } from "./patching/method.ts";

export type { GenAiOptions, ModelPrice, Prices } from "./genai-integration.ts";

/**
 * Has the AI SDK (from 7 on) traced, in all its copies: it publishes diagnostics. One call is enough.
 *
 * @example
 * ```ts
 * import { traceAiSdk } from "telltale/ai";
 *
 * traceAiSdk({ prices: { "gpt-5*": { input: 1.25, output: 10 } } });
 * ```
 */
export function traceAiSdk(options: GenAiOptions = {}): void {
  ai.instrument(undefined, options);
}

interface Event extends ChannelMessage {
  readonly type: string;
  readonly event: object;
}

/** The AI SDK for `telltale/register`. */
export const ai: LibraryIntegration<GenAiOptions> = {
  name: "ai",
  modules: [],
  libraries: ["ai"],
  versions: [[7, 8]],
  atStart: true,
  instrument: (library, options = {}) =>
    instrumenting(library, () => {
      const plan = planGenAi(options);
      followChannel<Event>("ai:telemetry", (message) => begin(plan, message));
      hearOfStreams(plan);
    }),
  emits: [
    ...genAiEmits({ operations: { chat: [], embeddings: [] } }, [
      "server.address",
      "server.port",
      "gen_ai.response.time_to_first_chunk",
      "gen_ai.system_instructions",
      "gen_ai.tool.description",
    ]).filter(({ name }) => !name.endsWith("chunk")),
    {
      kind: "span",
      name: "ai.{operation}",
      form: "internal",
      description: "An operation of the AI SDK, with all its model calls and tools inside.",
      attributes: [{ name: "error.type", when: "it failed" }],
    },
  ],
};

const embedding = new Set(["embed", "embedMany"]);
const operations = new Set([
  "generateText",
  "streamText",
  "rerank",
  "generateSpeech",
  "transcribe",
  "streamTranscribe",
]);

function begin(plan: GenAiPlan, { type, event }: Event): Begun | undefined {
  if (operations.has(type)) {
    return spanOf(`ai.${type}`, {}, (_span, { error }) => {
      // a call whose stream was not read to its end
      const id = readTextField(event, ["callId"]);
      const call = id === undefined ? undefined : takeStream(id);
      if (error === undefined) call?.ended();
      else call?.failed(error);
    });
  }
  if (type === "executeTool") {
    const call = readField(event, "toolCall");
    const name = readTextField(call, ["toolName"]) ?? "unnamed";
    const attributes = {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": name,
      "gen_ai.tool.type": "function",
      "gen_ai.tool.call.id": readTextField(call, ["toolCallId"]),
    };
    return spanOf(`execute_tool ${name}`, { attributes });
  }
  if (type !== "languageModelCall" && !embedding.has(type)) return undefined;
  const isChat = type === "languageModelCall";
  const call = beginCall(plan, {
    operation: isChat ? "chat" : "embeddings",
    // `openai.chat` and `openai.responses` are OpenAI
    provider: readTextField(event, ["provider"])?.split(".")[0] ?? "unknown",
    model: readTextField(event, ["modelId"]),
    server: undefined,
    attributes: {},
    content: () => (isChat ? { input: readField(event, "messages"), tools: readField(event, "tools") } : {}),
  });
  if (call === undefined) return undefined;
  return {
    inside: call.inside,
    end(message) {
      const id = readTextField(event, ["callId"]);
      // the result of a stream is published when it has been read
      const streams = readField(message.result, "stream") !== undefined && id !== undefined;
      if (streams) keepStream(id, call);
      else recordResult(call, message, isChat, plan.content !== undefined);
    },
  };
}

const open = new Map<string, RunningCall>();
const maxOpen = 1000;

function keepStream(id: string, call: RunningCall): void {
  takeStream(id)?.ended();
  if (open.size >= maxOpen) takeStream(open.keys().next().value as string)?.ended();
  open.set(id, call);
}

function takeStream(id: string): RunningCall | undefined {
  const call = open.get(id);
  open.delete(id);
  return call;
}

/** The SDK calls registered integrations with the results of streams. */
function hearOfStreams(plan: GenAiPlan): void {
  if (hearing.now) return;
  hearing.now = true;
  const holder = globalThis as { AI_SDK_TELEMETRY_INTEGRATIONS?: object[] };
  holder.AI_SDK_TELEMETRY_INTEGRATIONS ??= [];
  holder.AI_SDK_TELEMETRY_INTEGRATIONS.push({
    onLanguageModelCallEnd(event: unknown) {
      const call = takeStream(readTextField(event, ["callId"]) ?? "");
      if (call !== undefined) recordResult(call, { result: event }, true, plan.content !== undefined);
    },
  });
}

const hearing = shared("ai streams", () => ({ now: false }));

function recordResult(call: RunningCall, message: ChannelMessage, isChat: boolean, keeps: boolean): void {
  if (message.error !== undefined) {
    call.failed(message.error);
    return;
  }
  const { result } = message;
  const usage = readField(result, "usage");
  if (!isChat) {
    call.answered({ usage: { input: readWholeField(usage, "tokens") } });
    return;
  }
  const [inputs, outputs] = [readField(usage, "inputTokens"), readField(usage, "outputTokens")];
  const response = readField(result, "response");
  const reason = readField(result, "finishReason");
  const content = readField(result, "content");
  const parts: unknown[] = Array.isArray(content) ? content : [];
  const details = readField(usage, "inputTokenDetails");
  const firstMs = readField(readField(result, "performance"), "timeToFirstOutputMs");
  call.answered({
    id: readTextField(response, ["id"]) ?? readTextField(result, ["responseId"]),
    model: readTextField(response, ["modelId"]) ?? readTextField(result, ["modelId"]),
    attributes: typeof firstMs === "number" ? { "telltale.gen_ai.time_to_first_output": firstMs / 1000 } : {},
    finishReasons: [readTextField(reason, ["unified"]) ?? reason].filter((one) => typeof one === "string"),
    usage: {
      input: readWholeField(inputs, "total") ?? readWholeField(usage, "inputTokens"),
      output: readWholeField(outputs, "total") ?? readWholeField(usage, "outputTokens"),
      cacheRead: readWholeField(inputs, "cacheRead") ?? readWholeField(details, "cacheReadTokens"),
      cacheWrite: readWholeField(inputs, "cacheWrite") ?? readWholeField(details, "cacheWriteTokens"),
      reasoning:
        readWholeField(outputs, "reasoning") ??
        readWholeField(readField(usage, "outputTokenDetails"), "reasoningTokens"),
    },
    toolCalls: parts.flatMap((part) =>
      readField(part, "type") === "tool-call" ? (readTextField(part, ["toolName"]) ?? []) : [],
    ),
    output: keeps ? { role: "assistant", content: parts } : undefined,
  });
}
