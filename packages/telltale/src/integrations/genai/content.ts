// Instructions, messages and tools on the span, where that is asked for: in the conventions' form, cut, and without what the redactor finds.
import type { Span } from "../../engine/span/span.ts";
import { createRedactor } from "../../redaction/index.ts";
import { readField } from "../../calls/read-field.ts";
import type { Content } from "./model-answer.ts";

/** Puts content on spans. */
export interface ContentRecorder {
  asked(span: Span, content: Content): void;
  answered(span: Span, output: unknown): void;
}

interface Message {
  readonly role: string;
  readonly parts: readonly object[];
}

const maxMessages = 200;

/** A recorder that keeps `maxLength` characters of each text. */
export function contentRecorder(maxLength: number): ContentRecorder {
  const redactor = createRedactor();
  const text = (value: string): string => {
    const clean = redactor.text(value.slice(0, maxLength * 2));
    return clean.length <= maxLength ? clean : `${clean.slice(0, maxLength)}…`;
  };
  const clean = (value: unknown): unknown => redactor.value(shorten(value, maxLength));
  const form: Form = { text, clean };
  return {
    asked(span, { instructions, input, tools }) {
      if (instructions !== undefined)
        span.setAttribute("gen_ai.system_instructions", toParts(instructions, form));
      if (input !== undefined) span.setAttribute("gen_ai.input.messages", toMessages(input, "user", form));
      if (tools !== undefined) span.setAttribute("gen_ai.tool.definitions", clean(tools));
    },
    answered(span, output) {
      span.setAttribute("gen_ai.output.messages", toMessages(output, "assistant", form));
    },
  };
}

interface Form {
  text(value: string): string;
  clean(value: unknown): unknown;
}

function toMessages(given: unknown, role: string, form: Form): Message[] {
  const list = Array.isArray(given) ? (given as unknown[]) : [given];
  return list.slice(-maxMessages).map((one) => {
    const said = readField(one, "role");
    const calls = readField(one, "tool_calls");
    const content = readField(one, "content");
    const parts = isObject(one) ? (content === undefined && calls === undefined ? [one] : content) : one;
    return {
      role: typeof said === "string" ? said : role,
      parts: [
        ...toParts(parts, form),
        ...(Array.isArray(calls) ? calls.map((call) => toPart(call, form)) : []),
      ],
    };
  });
}

function toParts(given: unknown, form: Form): object[] {
  if (given === null || given === undefined) return [];
  return (Array.isArray(given) ? (given as unknown[]) : [given]).map((part) => toPart(part, form));
}

function toPart(part: unknown, form: Form): object {
  const text = typeof part === "string" ? part : readField(part, "text");
  if (typeof text === "string") return { type: "text", content: form.text(text) };
  const kind = readField(part, "type");
  if (toolCalls.has(kind)) return toToolCall(part, form);
  if (toolResponses.has(kind)) return toToolResponse(part, form);
  // of pictures, sound and files only the kind is recorded, not the content
  return { type: typeof kind === "string" ? kind : "unknown" };
}

// as OpenAI, Anthropic and the AI SDK name them
const toolCalls = new Set<unknown>(["function", "tool_use", "tool-call", "function_call"]);
const toolResponses = new Set<unknown>(["tool_result", "tool-result", "function_call_output"]);

function toToolCall(part: unknown, form: Form): object {
  const called = readField(part, "function") ?? part;
  return {
    type: "tool_call",
    id: readFirst(part, "id", "call_id", "toolCallId"),
    name: readField(called, "name") ?? readField(part, "toolName"),
    arguments: form.clean(readField(called, "arguments") ?? readField(part, "input")),
  };
}

function toToolResponse(part: unknown, form: Form): object {
  return {
    type: "tool_call_response",
    id: readFirst(part, "tool_use_id", "call_id", "toolCallId"),
    response: form.clean(readFirst(part, "content", "output")),
  };
}

/** The first of the fields that has a value. */
function readFirst(part: unknown, ...names: string[]): unknown {
  for (const name of names) {
    const value = readField(part, name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function shorten(value: unknown, maxLength: number, depth = 0): unknown {
  if (typeof value === "string") return value.length <= maxLength ? value : `${value.slice(0, maxLength)}…`;
  if (!isObject(value) || depth > 8) return isObject(value) ? undefined : value;
  if (Array.isArray(value))
    return value.slice(0, maxMessages).map((one) => shorten(one, maxLength, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, shorten(one, maxLength, depth + 1)]),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
