// OpenAI's APIs: how the requests, answers and chunks of each are read.
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import type { Reading } from "../genai/api-promise.ts";
import type { Chunks } from "../genai/stream.ts";
import type { Content, ModelAnswer, Usage } from "../genai/model-answer.ts";

/** One way of asking. */
export interface OpenAiApi {
  readonly operation: string;
  model(body: unknown): string | undefined;
  asked(body: unknown): Record<string, unknown>;
  content(body: unknown): Content;
  /** `keeps` says whether the answer's content is wanted. */
  reading(keeps: boolean): Reading;
}

const modelOf = (body: unknown): string | undefined => readTextField(body, ["model"]);

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function requestsOfAll(body: unknown, type: string): Record<string, unknown> {
  const stop = readField(body, "stop");
  const count = readWholeField(body, "n");
  return {
    "gen_ai.request.temperature": readField(body, "temperature"),
    "gen_ai.request.top_p": readField(body, "top_p"),
    "gen_ai.request.max_tokens":
      readField(body, "max_completion_tokens") ??
      readField(body, "max_output_tokens") ??
      readField(body, "max_tokens"),
    "gen_ai.request.frequency_penalty": readField(body, "frequency_penalty"),
    "gen_ai.request.presence_penalty": readField(body, "presence_penalty"),
    "gen_ai.request.stop_sequences":
      typeof stop === "string" ? [stop] : Array.isArray(stop) ? stop : undefined,
    "gen_ai.request.seed": readField(body, "seed"),
    "gen_ai.request.choice.count": count === 1 ? undefined : count,
    "openai.request.service_tier": readTextField(body, ["service_tier"]),
    "openai.api.type": type,
  };
}

function outputType(format: unknown): string | undefined {
  const type = readField(format, "type");
  if (type === "json_schema" || type === "json_object") return "json";
  return type === "text" ? "text" : undefined;
}

function usageOf(usage: unknown): Usage | undefined {
  if (typeof usage !== "object" || usage === null) return undefined;
  const inputs = readField(usage, "prompt_tokens_details") ?? readField(usage, "input_tokens_details");
  const outputs = readField(usage, "completion_tokens_details") ?? readField(usage, "output_tokens_details");
  return {
    input: readWholeField(usage, "prompt_tokens") ?? readWholeField(usage, "input_tokens"),
    output: readWholeField(usage, "completion_tokens") ?? readWholeField(usage, "output_tokens"),
    cacheRead: readWholeField(inputs, "cached_tokens"),
    reasoning: readWholeField(outputs, "reasoning_tokens"),
  };
}

const factsOf = (answer: unknown): Record<string, unknown> => ({
  "openai.response.service_tier": readTextField(answer, ["service_tier"]),
  "openai.response.system_fingerprint": readTextField(answer, ["system_fingerprint"]),
});

function toolsIn(calls: unknown): string[] {
  return listOf(calls).flatMap((call) => readTextField(readField(call, "function") ?? call, ["name"]) ?? []);
}

/** `chat.completions` and the older `completions`, which have choices. */
function choiceReading(keeps: boolean): Reading {
  const answerOf = (answer: unknown): ModelAnswer => {
    const choices = listOf(readField(answer, "choices"));
    return {
      id: readTextField(answer, ["id"]),
      model: modelOf(answer),
      finishReasons: choices.flatMap((choice) => readTextField(choice, ["finish_reason"]) ?? []),
      usage: usageOf(readField(answer, "usage")),
      toolCalls: choices.flatMap((choice) => toolsIn(readField(readField(choice, "message"), "tool_calls"))),
      attributes: factsOf(answer),
      output: keeps
        ? choices.map((choice) => readField(choice, "message") ?? readField(choice, "text"))
        : undefined,
    };
  };
  return { answer: (call, answer) => call.answered(answerOf(answer)), chunks: () => choiceChunks(keeps) };
}

function choiceChunks(keeps: boolean): Chunks {
  let seen: unknown;
  let usage: unknown;
  const reasons: string[] = [];
  const tools: string[] = [];
  const texts: string[] = [];
  return {
    take(chunk) {
      seen ??= chunk;
      usage = readField(chunk, "usage") ?? usage;
      let hasToken = false;
      for (const choice of listOf(readField(chunk, "choices"))) {
        const delta = readField(choice, "delta");
        const text = readTextField(delta, ["content", "refusal"]) ?? readTextField(choice, ["text"]);
        const calls = readField(delta, "tool_calls");
        hasToken ||= text !== undefined || Array.isArray(calls);
        const reason = readTextField(choice, ["finish_reason"]);
        if (reason !== undefined) reasons.push(reason);
        tools.push(...toolsIn(calls));
        if (keeps && text !== undefined) {
          const at = readWholeField(choice, "index") ?? 0;
          texts[at] = (texts[at] ?? "") + text;
        }
      }
      return hasToken;
    },
    done: (call) =>
      call.answered({
        id: readTextField(seen, ["id"]),
        model: modelOf(seen),
        finishReasons: reasons,
        usage: usageOf(usage),
        toolCalls: tools,
        attributes: factsOf(seen),
        output: keeps ? texts.filter((text) => text !== undefined) : undefined,
      }),
  };
}

function isInstruction(message: unknown): boolean {
  return ["system", "developer"].includes(String(readField(message, "role")));
}

/** `chat.completions.create`. */
export const chatCompletions: OpenAiApi = {
  operation: "chat",
  model: modelOf,
  asked: (body) => ({
    ...requestsOfAll(body, "chat_completions"),
    "gen_ai.output.type": outputType(readField(body, "response_format")),
  }),
  content(body) {
    const messages = listOf(readField(body, "messages"));
    const instructions = messages.filter(isInstruction).map((message) => readField(message, "content"));
    return {
      instructions: instructions.length === 0 ? undefined : instructions.flat(),
      input: messages.filter((message) => !isInstruction(message)),
      tools: readField(body, "tools"),
    };
  },
  reading: choiceReading,
};

/** `completions.create`, the older one. */
export const completions: OpenAiApi = {
  operation: "text_completion",
  model: modelOf,
  asked: (body) => requestsOfAll(body, "completions"),
  content: (body) => ({ input: readField(body, "prompt") }),
  reading: choiceReading,
};

const failureOf = (error: unknown): ModelAnswer["failure"] => ({
  type: readTextField(error, ["code"]) ?? "failed",
  message: readTextField(error, ["message"]) ?? "",
});

/** `responses.create`. */
export const responses: OpenAiApi = {
  operation: "chat",
  model: modelOf,
  asked: (body) => ({
    ...requestsOfAll(body, "responses"),
    "gen_ai.output.type": outputType(readField(readField(body, "text"), "format")),
    "gen_ai.conversation.id":
      readTextField(body, ["conversation"]) ?? readTextField(readField(body, "conversation"), ["id"]),
  }),
  content: (body) => ({
    instructions: readField(body, "instructions") ?? undefined,
    input: readField(body, "input"),
    tools: readField(body, "tools"),
  }),
  reading(keeps) {
    const answerOf = (answer: unknown): ModelAnswer => {
      const output = listOf(readField(answer, "output"));
      const reason = readTextField(readField(answer, "incomplete_details"), ["reason"]);
      const status = readTextField(answer, ["status"]);
      return {
        id: readTextField(answer, ["id"]),
        model: modelOf(answer),
        finishReasons: [reason ?? status].filter((one) => one !== undefined),
        usage: usageOf(readField(answer, "usage")),
        toolCalls: toolsIn(output.filter((item) => readField(item, "type") === "function_call")),
        attributes: { "openai.response.service_tier": readTextField(answer, ["service_tier"]) },
        output: keeps ? output : undefined,
        failure: status === "failed" ? failureOf(readField(answer, "error")) : undefined,
      };
    };
    return {
      answer: (call, answer) => call.answered(answerOf(answer)),
      chunks() {
        let last: unknown;
        return {
          take(event) {
            last = readField(event, "response") ?? last;
            return String(readField(event, "type")).endsWith(".delta");
          },
          done: (call) => call.answered(answerOf(last)),
        };
      },
    };
  },
};

/** `embeddings.create`. */
export const embeddings: OpenAiApi = {
  operation: "embeddings",
  model: modelOf,
  asked(body) {
    const format = readTextField(body, ["encoding_format"]);
    return {
      "gen_ai.embeddings.dimension.count": readWholeField(body, "dimensions"),
      "gen_ai.request.encoding_formats": format === undefined ? undefined : [format],
    };
  },
  content: () => ({}),
  reading: () => ({
    answer: (call, answer) =>
      call.answered({ model: modelOf(answer), usage: usageOf(readField(answer, "usage")) }),
    chunks: () => ({ take: () => false, done: (call) => call.ended() }),
  }),
};
