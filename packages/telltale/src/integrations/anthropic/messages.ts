// Anthropic's messages: how requests, answers and the events of a stream are read.
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import type { Reading } from "../genai/api-promise.ts";
import type { Chunks } from "../genai/stream.ts";
import type { Content, ModelAnswer, Usage } from "../genai/model-answer.ts";

/** What a request asks with. */
export function askedOf(body: unknown): Record<string, unknown> {
  return {
    "gen_ai.request.temperature": readField(body, "temperature"),
    "gen_ai.request.top_p": readField(body, "top_p"),
    "gen_ai.request.top_k": readField(body, "top_k"),
    "gen_ai.request.max_tokens": readField(body, "max_tokens"),
    "gen_ai.request.stop_sequences": readField(body, "stop_sequences"),
  };
}

/** What a request says. */
export function contentOf(body: unknown): Content {
  return {
    instructions: readField(body, "system"),
    input: readField(body, "messages"),
    tools: readField(body, "tools"),
  };
}

/** How answers are read; `keeps` says whether their content is wanted. */
export function messageReading(keeps: boolean): Reading {
  return {
    answer: (call, message) => call.answered(answerOf(message, keeps)),
    chunks: () => eventChunks(keeps),
  };
}

function answerOf(message: unknown, keeps: boolean): ModelAnswer {
  const content = readField(message, "content");
  const parts: unknown[] = Array.isArray(content) ? content : [];
  const reason = readTextField(message, ["stop_reason"]);
  return {
    id: readTextField(message, ["id"]),
    model: readTextField(message, ["model"]),
    finishReasons: reason === undefined ? [] : [reason],
    usage: usageOf(readField(message, "usage")),
    toolCalls: parts.flatMap((part) =>
      readField(part, "type") === "tool_use" ? (readTextField(part, ["name"]) ?? []) : [],
    ),
    output: keeps ? { role: "assistant", content: parts } : undefined,
  };
}

/** All input tokens are the input: the API counts those of the cache beside it. */
function usageOf(...reports: unknown[]): Usage {
  const last = (key: string): number | undefined =>
    reports.map((report) => readWholeField(report, key)).findLast((count) => count !== undefined);
  const cacheRead = last("cache_read_input_tokens");
  const cacheWrite = last("cache_creation_input_tokens");
  const fresh = last("input_tokens");
  return {
    input: fresh === undefined ? undefined : fresh + (cacheRead ?? 0) + (cacheWrite ?? 0),
    output: last("output_tokens"),
    cacheRead,
    cacheWrite,
  };
}

function eventChunks(keeps: boolean): Chunks {
  let message: unknown;
  let reason: string | undefined;
  const reports: unknown[] = [];
  const blocks: Record<string, unknown>[] = [];
  return {
    take(event) {
      const type = readField(event, "type");
      const at = readWholeField(event, "index") ?? 0;
      if (type === "message_start") {
        message = readField(event, "message");
        reports.push(readField(message, "usage"));
      } else if (type === "content_block_start") {
        blocks[at] = { ...(readField(event, "content_block") as object) };
      } else if (type === "message_delta") {
        reason = readTextField(readField(event, "delta"), ["stop_reason"]) ?? reason;
        reports.push(readField(event, "usage"));
      } else if (type === "content_block_delta") {
        const text = readTextField(readField(event, "delta"), ["text"]);
        const block = blocks[at];
        if (keeps && text !== undefined && block !== undefined)
          block["text"] = `${typeof block["text"] === "string" ? block["text"] : ""}${text}`;
        return true;
      }
      return false;
    },
    done(call) {
      const whole = { ...(message as object | undefined), content: blocks, stop_reason: reason };
      call.answered({ ...answerOf(whole, keeps), usage: usageOf(...reports) });
    },
  };
}
