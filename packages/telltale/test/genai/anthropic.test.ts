// The client of Anthropic as it is, over HTTP, against a small server of this test that speaks its wire format: no model is asked.
import Anthropic from "@anthropic-ai/sdk";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { anthropic as integration, instrumentAnthropic } from "../../src/integrations/anthropic.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectAllDeclaredSeen, expectOnlyDeclared } from "../contract/emitted.ts";
import { type ModelServer, startModelServer } from "./model-server.ts";

let server: ModelServer;
let sent: Collected;
let client: Anthropic;

instrumentAnthropic(Anthropic, {
  prices: { "claude-sonnet*": { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 } },
  recordContent: true,
  maxContentLength: 60,
});
describeIntegration(integration, () => Anthropic);

describe("calls of the client of Anthropic over HTTP", () => {
  beforeAll(async () => {
    server = await startModelServer();
  });
  afterAll(async () => {
    await server.close();
    expectAllDeclaredSeen(integration, { except: [/^metric telltale\./, /execute_tool/] });
  });
  beforeEach(() => {
    sent = collect();
    client = new Anthropic({ apiKey: "k1", baseURL: server.url, maxRetries: 0 });
  });
  afterEach(async () => {
    await sent.flush();
    await sent.stop();
    // what the client's own span for `messages.stream` has besides
    expectOnlyDeclared(integration, sent, {
      except: [
        /^work/,
        /^(?:http|url|anthropic)\./,
        /^gen_ai\.request\.(?:stream|encoding)/,
        "gen_ai.output.type",
        /cache_write/,
      ],
    });
  });

  const spanOf = async (name: string): Promise<SentSpan> => {
    await sent.flush();
    const [span, ...others] = sent.spans().filter((one) => one.name === name);
    expect(others).toEqual([]);
    return span as SentSpan;
  };

  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude-sonnet-5-1",
    stop_reason: "tool_use",
    stop_sequence: null,
    content: [
      { type: "text", text: "Paris, says ada@example.com" },
      { type: "tool_use", id: "toolu_1", name: "get_map", input: { city: "Paris", password: "hunter2" } },
    ],
    usage: {
      input_tokens: 100,
      output_tokens: 40,
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: 200,
    },
  };
  const question = [
    { role: "user" as const, content: "the capital of France? my card is 4242 4242 4242 4242" },
  ];
  const ask = { model: "claude-sonnet-5", max_tokens: 50, messages: question } as const;

  test("a message: tokens of the cache are input too, with prices of their own", async () => {
    server.answer({ json: message });
    const answer = await trace("work", async () =>
      client.messages.create({
        ...ask,
        system: "be brief",
        temperature: 0.5,
        top_p: 0.9,
        top_k: 5,
        stop_sequences: ["END"],
        tools: [{ name: "get_map", description: "a map", input_schema: { type: "object" } }],
      } as Anthropic.MessageCreateParamsNonStreaming),
    );
    expect(answer.content).toHaveLength(2);
    const span = await spanOf("chat claude-sonnet-5");
    expect(sent.spans()).toHaveLength(2);
    expect(span).toMatchObject({ kind: "client", parentId: sent.spans("work")[0]?.spanId });
    expect(span.attributes).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.model": "claude-sonnet-5",
      "gen_ai.request.max_tokens": 50,
      "gen_ai.request.temperature": 0.5,
      "gen_ai.request.top_p": 0.9,
      "gen_ai.request.top_k": 5,
      "gen_ai.request.stop_sequences": ["END"],
      "gen_ai.response.id": "msg_1",
      "gen_ai.response.model": "claude-sonnet-5-1",
      "gen_ai.response.finish_reasons": ["tool_use"],
      "gen_ai.usage.input_tokens": 1300,
      "gen_ai.usage.output_tokens": 40,
      "gen_ai.usage.cache_read.input_tokens": 1000,
      "gen_ai.usage.cache_creation.input_tokens": 200,
      "telltale.gen_ai.tool_calls": ["get_map"],
      // 100 × 3 + 1000 × 0.3 + 200 × 3.75 + 40 × 15, for a million
      "telltale.gen_ai.cost": 0.00195,
      "server.address": "127.0.0.1",
      "server.port": server.port,
    });
  });

  test("content, where it is recorded: in the conventions' form, cut, and without secrets", async () => {
    server.answer({ json: message });
    await client.messages.create({
      ...ask,
      system: [{ type: "text", text: "be brief" }],
      messages: [
        ...question,
        {
          role: "assistant",
          content: [{ type: "tool_use", id: "t1", name: "get_map", input: { city: "Paris" } }],
        },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: "x".repeat(100) }] },
      ],
      tools: [{ name: "get_map", input_schema: { type: "object" } }],
    });
    const { attributes } = await spanOf("chat claude-sonnet-5");
    expect(attributes["gen_ai.system_instructions"]).toEqual([{ type: "text", content: "be brief" }]);
    expect(attributes["gen_ai.input.messages"]).toEqual([
      {
        role: "user",
        parts: [{ type: "text", content: "the capital of France? my card is [redacted:credit-card]" }],
      },
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "t1", name: "get_map", arguments: { city: "Paris" } }],
      },
      { role: "user", parts: [{ type: "tool_call_response", id: "t1", response: `${"x".repeat(60)}…` }] },
    ]);
    expect(attributes["gen_ai.output.messages"]).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "text", content: "Paris, says [redacted:email]" },
          {
            type: "tool_call",
            id: "toolu_1",
            name: "get_map",
            arguments: { city: "Paris", password: "[redacted:password]" },
          },
        ],
      },
    ]);
    expect(attributes["gen_ai.tool.definitions"]).toMatchObject([{ name: "get_map" }]);
  });

  const events = [
    {
      type: "message_start",
      message: { ...message, content: [], stop_reason: null, usage: { ...message.usage, output_tokens: 1 } },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Par" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "is" } },
    { type: "content_block_stop", index: 0 },
    {
      type: "content_block_start",
      index: 1,
      content_block: { type: "tool_use", id: "t1", name: "get_map", input: {} },
    },
    { type: "content_block_stop", index: 1 },
    {
      type: "message_delta",
      delta: { stop_reason: "tool_use", stop_sequence: null },
      usage: { output_tokens: 40 },
    },
    { type: "message_stop" },
  ].map((event) => [event.type, event] as const);

  test("a stream, and the helper for streams: one span each, with all data of its events", async () => {
    server.answer({ events });
    let text = "";
    for await (const event of await client.messages.create({ ...ask, stream: true }))
      if (event.type === "content_block_delta" && event.delta.type === "text_delta") text += event.delta.text;
    expect(text).toBe("Paris");
    const helped = client.messages.stream({ ...ask, model: "claude-sonnet-helped" });
    expect((await helped.finalMessage()).usage.output_tokens).toBe(40);
    for (const model of ["claude-sonnet-5", "claude-sonnet-helped"]) {
      const { attributes, kind } = await spanOf(`chat ${model}`);
      expect(kind).toBe("client");
      expect(attributes).toMatchObject({
        "gen_ai.response.id": "msg_1",
        "gen_ai.response.finish_reasons": ["tool_use"],
        "gen_ai.usage.input_tokens": 1300,
        "gen_ai.usage.output_tokens": 40,
        "telltale.gen_ai.tool_calls": ["get_map"],
        "telltale.gen_ai.cost": 0.00195,
        "gen_ai.output.messages": [
          {
            role: "assistant",
            parts: [
              { type: "text", content: "Paris" },
              { type: "tool_call", id: "t1", name: "get_map", arguments: {} },
            ],
          },
        ],
      });
      expect(attributes["telltale.gen_ai.time_to_first_output"]).toBeGreaterThan(0);
    }
    expect(sent.spans()).toHaveLength(2);
    expect(sent.points("gen_ai.client.operation.time_to_first_chunk").map(({ count }) => count)).toEqual([
      1, 1,
    ]);
  });

  test("the beta's messages, errors, the bare response, a stream that is left", async () => {
    server.answer({ json: message });
    await client.beta.messages.create({ ...ask, model: "claude-sonnet-beta" });
    const bare = await client.messages.create({ ...ask, model: "bare" }).asResponse();
    await bare.json();
    server.answer({
      json: { type: "error", error: { type: "overloaded_error", message: "later" } },
      status: 529,
    });
    await expect(client.messages.create(ask)).rejects.toThrow("later");
    server.answer({ events });
    for await (const event of await client.messages.create({ ...ask, model: "left", stream: true }))
      if (event.type === "content_block_delta") break;
    expect((await spanOf("chat claude-sonnet-beta")).attributes["gen_ai.usage.output_tokens"]).toBe(40);
    expect(await spanOf("chat claude-sonnet-5")).toMatchObject({ status: 2 });
    expect(await spanOf("chat bare")).toMatchObject({ status: 0 });
    expect((await spanOf("chat left")).attributes["gen_ai.usage.output_tokens"]).toBe(1);
  });

  test("before the start and after the stop calls are made and nothing is recorded; its own spans are what they were", async () => {
    await sent.stop();
    server.answer({ json: message });
    expect((await client.messages.create(ask)).id).toBe("msg_1");
    sent = collect();
    await client.messages.create({ ...ask, model: "again" });
    await client.messages.countTokens({ model: "again", messages: question }).catch(() => {});
    await sent.flush();
    expect(sent.spans().map(({ name }) => name)).toEqual(["chat again", "anthropic.messages.count_tokens"]);
  });
});
