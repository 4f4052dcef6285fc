// The client of OpenAI as it is, over HTTP, against a small server of this test that speaks its wire format: no model is asked.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import OpenAI, { AzureOpenAI } from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { instrumentOpenAi, openai as integration, traceTool } from "../../src/integrations/openai.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected, type SentSpan } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectAllDeclaredSeen, expectOnlyDeclared } from "../contract/emitted.ts";
import { type ModelServer, startModelServer } from "./model-server.ts";

let server: ModelServer;
let sent: Collected;
let client: OpenAI;

instrumentOpenAi(OpenAI, {
  prices: {
    "gpt-5*": { input: 1.25, cacheRead: 0.125, output: 10 },
    "text-embedding-3-small": { input: 0.02, output: 0 },
  },
});
describeIntegration(integration, () => OpenAI);

describe("calls of the client of OpenAI over HTTP", () => {
  beforeAll(async () => {
    server = await startModelServer();
  });
  afterAll(async () => {
    await server.close();
    expectAllDeclaredSeen(integration, {
      except: [
        /^metric telltale\./,
        /_messages$|input\.messages|output\.messages|system_instructions|tool\.definitions/,
        /^span text_completion/,
      ],
    });
  });
  beforeEach(() => {
    sent = collect();
    client = new OpenAI({ apiKey: "k1", baseURL: `${server.url}/v1`, maxRetries: 0 });
  });
  afterEach(async () => {
    await sent.flush();
    await sent.stop();
    expectOnlyDeclared(integration, sent, { except: [/^work/] });
  });

  const spanOf = async (name: string): Promise<SentSpan> => {
    await sent.flush();
    const [span, ...others] = sent.spans().filter((one) => one.name === name);
    expect(others).toEqual([]);
    return span as SentSpan;
  };

  const completion = {
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "gpt-5-2026",
    service_tier: "default",
    system_fingerprint: "fp1",
    choices: [
      {
        index: 0,
        finish_reason: "stop",
        message: { role: "assistant", content: "Paris, for ada@example.com" },
      },
    ],
    usage: {
      prompt_tokens: 1000,
      completion_tokens: 100,
      total_tokens: 1100,
      prompt_tokens_details: { cached_tokens: 400 },
      completion_tokens_details: { reasoning_tokens: 30 },
    },
  };
  const question = [{ role: "user" as const, content: "the capital of France?" }];

  test("a chat: model, tokens, cost, and the span is active in the request", async () => {
    server.answer({ json: completion });
    const answer = await trace("work", async () =>
      client.chat.completions.create({
        model: "gpt-5",
        messages: question,
        temperature: 0.5,
        top_p: 0.9,
        max_completion_tokens: 50,
        frequency_penalty: 0.1,
        presence_penalty: 0.2,
        stop: "END",
        seed: 7,
        n: 2,
        service_tier: "auto",
        response_format: { type: "json_object" },
      }),
    );
    expect(answer.choices[0]?.message.content).toContain("Paris");
    const span = await spanOf("chat gpt-5");
    expect(span).toMatchObject({ kind: "client", parentId: sent.spans("work")[0]?.spanId, status: 0 });
    expect(span.attributes).toEqual({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-5",
      "server.address": "127.0.0.1",
      "server.port": server.port,
      "gen_ai.request.temperature": 0.5,
      "gen_ai.request.top_p": 0.9,
      "gen_ai.request.max_tokens": 50,
      "gen_ai.request.frequency_penalty": 0.1,
      "gen_ai.request.presence_penalty": 0.2,
      "gen_ai.request.stop_sequences": ["END"],
      "gen_ai.request.seed": 7,
      "gen_ai.request.choice.count": 2,
      "gen_ai.output.type": "json",
      "openai.request.service_tier": "auto",
      "openai.api.type": "chat_completions",
      "openai.response.service_tier": "default",
      "openai.response.system_fingerprint": "fp1",
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.response.model": "gpt-5-2026",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 1000,
      "gen_ai.usage.output_tokens": 100,
      "gen_ai.usage.cache_read.input_tokens": 400,
      "gen_ai.usage.reasoning.output_tokens": 30,
      // 600 × 1.25 + 400 × 0.125 + 100 × 10, for a million
      "telltale.gen_ai.cost": 0.0018,
      "telltale.gen_ai.cost.currency": "USD",
    });
    const tokens = sent.points("gen_ai.client.token.usage");
    expect(tokens.map(({ attributes, value }) => [attributes["gen_ai.token.type"], value])).toEqual([
      ["input", 1000],
      ["output", 100],
    ]);
    expect(sent.points("gen_ai.client.operation.duration").map(({ count }) => count)).toEqual([1]);
    expect(sent.points("telltale.gen_ai.cost")[0]).toMatchObject({
      value: 0.0018,
      attributes: { "gen_ai.response.model": "gpt-5-2026" },
    });
  });

  const chunk = (delta: object, more: object = {}): readonly [string, unknown] => [
    "",
    {
      id: "chatcmpl-2",
      object: "chat.completion.chunk",
      model: "gpt-5-2026",
      choices: [{ index: 0, delta, ...more }],
    },
  ];
  const streamed = [
    chunk({ role: "assistant", content: "" }),
    chunk({ content: "Par" }),
    chunk({ content: "is" }),
    chunk({
      tool_calls: [
        { index: 0, id: "call_1", type: "function", function: { name: "get_map", arguments: "{}" } },
      ],
    }),
    chunk({}, { finish_reason: "tool_calls" }),
    [
      "",
      {
        id: "chatcmpl-2",
        object: "chat.completion.chunk",
        model: "gpt-5-2026",
        choices: [],
        usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
      },
    ],
    ["", "[DONE]"],
  ] as const;

  test("a stream: what the application reads is untouched; tokens, tools, time to the first", async () => {
    server.answer({ events: streamed });
    const stream = await client.chat.completions.create({
      model: "gpt-5",
      messages: question,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    for await (const part of stream) text += part.choices[0]?.delta.content ?? "";
    expect(text).toBe("Paris");
    expect(stream.controller).toBeInstanceOf(AbortController);
    const { attributes } = await spanOf("chat gpt-5");
    expect(attributes).toMatchObject({
      "gen_ai.response.id": "chatcmpl-2",
      "gen_ai.response.finish_reasons": ["tool_calls"],
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.output_tokens": 2,
      "telltale.gen_ai.tool_calls": ["get_map"],
      "telltale.gen_ai.cost": 0.0000325,
    });
    const first = attributes["gen_ai.response.time_to_first_chunk"] as number;
    expect(first).toBeGreaterThan(0);
    expect(attributes["telltale.gen_ai.time_to_first_output"]).toBeGreaterThanOrEqual(first);
    expect(sent.points("gen_ai.client.operation.time_to_first_chunk").map(({ count }) => count)).toEqual([1]);
    const chunks = sent.points("gen_ai.client.operation.time_per_output_chunk");
    expect(chunks.map(({ count }) => count)).toEqual([5]);
    // seconds, as the time of the whole call
    const [whole] = sent.points("gen_ai.client.operation.duration");
    expect(first + (chunks[0]?.value ?? 0)).toBeLessThanOrEqual(whole?.value ?? 0);
  });

  test("a stream that is left, one that breaks, one that is split: each call is one span that ends", async () => {
    server.answer({ events: streamed }, { events: streamed.slice(0, 2), breaks: true }, { events: streamed });
    const ask = async (model: string) =>
      client.chat.completions.create({ model, messages: question, stream: true });
    for await (const part of await ask("left")) if (part.choices[0]?.delta.content === "Par") break;
    const reading = (async () => {
      for await (const part of await ask("broken")) void part;
    })();
    await expect(reading).rejects.toThrow(/terminated|aborted|socket|closed/i);
    const halves = (await ask("split")).tee();
    const texts = await Promise.all(
      halves.map(async (half) => {
        let text = "";
        for await (const part of half) text += part.choices[0]?.delta.content ?? "";
        return text;
      }),
    );
    expect(texts).toEqual(["Paris", "Paris"]);
    expect((await spanOf("chat left")).status).toBe(0);
    expect((await spanOf("chat broken")).status).toBe(2);
    expect((await spanOf("chat split")).attributes["gen_ai.response.finish_reasons"]).toEqual(["tool_calls"]);
  });

  test("a stream that is left unread ends its span when it is collected, as of its last chunk; one that is read does not", async () => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    server.answer({ events: streamed }, { events: streamed }, { events: streamed });
    const ask = async (model: string) =>
      client.chat.completions.create({ model, messages: question, stream: true });
    const reader = (await ask("read"))[Symbol.asyncIterator]();
    await reader.next();
    await ask("unread");
    await (async () => (await ask("dropped"))[Symbol.asyncIterator]().next())();
    trace("work later", () => {});
    const left = (): SentSpan[] => [...sent.spans("chat unread"), ...sent.spans("chat dropped")];
    await expect
      .poll(async () => {
        collectGarbage();
        await new Promise((resolve) => setTimeout(resolve, 10));
        await sent.flush();
        return left().map(({ attributes }) => attributes["telltale.incomplete"]);
      })
      .toEqual([true, true]);
    const later = sent.spans("work later")[0]?.startMs;
    expect(left().filter(({ endMs }) => endMs > (later as number))).toEqual([]);
    const durations = sent.points("gen_ai.client.operation.duration");
    expect(durations.map(({ attributes, count }) => [attributes["gen_ai.request.model"], count])).toEqual([
      ["unread", 1],
      ["dropped", 1],
    ]);
    expect(sent.spans("chat read")).toEqual([]);
    while ((await reader.next()).done !== true);
    expect((await spanOf("chat read")).attributes).not.toHaveProperty("telltale.incomplete");
  });

  test("a response that says that it has failed is an error, whole and streamed", async () => {
    const response = {
      id: "resp_2",
      object: "response",
      model: "gpt-5-2026",
      status: "failed",
      output: [],
      error: { code: "server_error", message: "the model is away" },
      usage: { input_tokens: 5, output_tokens: 2 },
    };
    const failed = { type: "response.failed", response };
    server.answer({ json: response }, { events: [["response.failed", failed]] });
    await client.responses.create({ model: "whole", input: "where?" });
    const stream = await client.responses.create({ model: "streamed", input: "where?", stream: true });
    for await (const event of stream) void event;
    for (const name of ["chat whole", "chat streamed"]) {
      const span = await spanOf(name);
      expect(span).toMatchObject({ status: 2, message: "the model is away" });
      expect(span.attributes).toMatchObject({ "error.type": "server_error" });
    }
    expect(sent.points("gen_ai.client.operation.duration")).toMatchObject([
      { attributes: { "error.type": "server_error" } },
      { attributes: { "error.type": "server_error" } },
    ]);
    for (const { attributes } of sent.points("gen_ai.client.token.usage"))
      expect(attributes).not.toHaveProperty("error.type");
  });

  test("responses, whole and streamed; a conversation, tools", async () => {
    const response = {
      id: "resp_1",
      object: "response",
      model: "gpt-5-2026",
      status: "completed",
      service_tier: "flex",
      output: [{ type: "function_call", name: "get_map", call_id: "call_1", arguments: "{}" }],
      usage: {
        input_tokens: 20,
        output_tokens: 5,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 0 },
      },
    };
    server.answer(
      { json: response },
      {
        events: [
          [
            "response.created",
            { type: "response.created", response: { ...response, status: "in_progress", output: [] } },
          ],
          [
            "response.output_text.delta",
            { type: "response.output_text.delta", delta: "Pa", output_index: 0, content_index: 0 },
          ],
          ["response.completed", { type: "response.completed", response }],
        ],
      },
    );
    const whole = await client.responses.create({
      model: "gpt-5",
      input: "where?",
      conversation: { id: "c1" },
    });
    expect(whole.output_text).toBe("");
    for await (const event of await client.responses.create({
      model: "gpt-5-mini",
      input: "where?",
      stream: true,
    }))
      void event;
    const span = await spanOf("chat gpt-5");
    expect(span.attributes).toMatchObject({
      "openai.api.type": "responses",
      "gen_ai.conversation.id": "c1",
      "gen_ai.response.finish_reasons": ["completed"],
      "gen_ai.usage.input_tokens": 20,
      "telltale.gen_ai.tool_calls": ["get_map"],
      "openai.response.service_tier": "flex",
    });
    expect((await spanOf("chat gpt-5-mini")).attributes).toMatchObject({
      "gen_ai.usage.output_tokens": 5,
      "telltale.gen_ai.time_to_first_output": expect.any(Number) as number,
    });
  });

  test("embeddings and the older completions", async () => {
    server.answer(
      {
        json: {
          object: "list",
          model: "text-embedding-3-small",
          data: [{ index: 0, embedding: [0.5, 1] }],
          usage: { prompt_tokens: 1000, total_tokens: 1000 },
        },
      },
      {
        json: {
          id: "cmpl-1",
          model: "davinci",
          choices: [{ index: 0, text: "yes", finish_reason: "length" }],
          usage: { prompt_tokens: 3, completion_tokens: 1 },
        },
      },
    );
    await client.embeddings.create({
      model: "text-embedding-3-small",
      input: "text",
      dimensions: 2,
      encoding_format: "float",
    });
    await client.completions.create({ model: "davinci", prompt: "well?" });
    expect((await spanOf("embeddings text-embedding-3-small")).attributes).toMatchObject({
      "gen_ai.embeddings.dimension.count": 2,
      "gen_ai.request.encoding_formats": ["float"],
      "gen_ai.usage.input_tokens": 1000,
      "telltale.gen_ai.cost": 0.00002,
    });
    expect((await spanOf("text_completion davinci")).attributes).toMatchObject({
      "gen_ai.response.finish_reasons": ["length"],
      "gen_ai.usage.output_tokens": 1,
    });
  });

  test("the promise stays what it is: with the response, the bare response, parsed, helpers", async () => {
    server.answer({ json: completion });
    const { data, response } = await client.chat.completions
      .create({ model: "a", messages: question })
      .withResponse();
    expect([data.id, response.status]).toEqual(["chatcmpl-1", 200]);
    const bare = await client.chat.completions.create({ model: "b", messages: question }).asResponse();
    expect(((await bare.json()) as { id: string }).id).toBe("chatcmpl-1");
    const parsed = await client.chat.completions.parse({ model: "c", messages: question });
    expect(parsed.choices[0]?.message.parsed).toBe(null);
    server.answer({ events: streamed });
    const helped = client.chat.completions.stream({ model: "d", messages: question });
    expect(await helped.finalContent()).toBe("Paris");
    for (const model of ["a", "c", "d"])
      expect((await spanOf(`chat ${model}`)).attributes["gen_ai.response.model"]).toBe("gpt-5-2026");
    // what the bare response holds is the application's to read: the call is over when it is there
    expect((await spanOf("chat b")).attributes).not.toHaveProperty("gen_ai.response.model");
  });

  test("errors are the call's and the application's, the very same", async () => {
    server.answer({
      json: { error: { message: "slow down", type: "tokens", code: "rate_limit_exceeded" } },
      status: 429,
    });
    const error: unknown = await client.chat.completions
      .create({ model: "gpt-5", messages: question })
      .catch((one: unknown) => one);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    await expect(client.embeddings.create({ model: "none", input: "x" })).rejects.toThrow("slow down");
    const span = await spanOf("chat gpt-5");
    expect(span).toMatchObject({ status: 2, message: expect.stringContaining("slow down") as string });
    expect(span.attributes["error.type"]).toBe("rate_limit_exceeded");
    const failed = sent
      .points("gen_ai.client.operation.duration")
      .map(({ attributes }) => attributes["error.type"]);
    expect(failed).toEqual(["rate_limit_exceeded", "rate_limit_exceeded"]);
  });

  test("tools are spans of their own, below the work", async () => {
    expect(
      await trace("work", async () =>
        traceTool("get_map", { callId: "call_1", description: "a map" }, async () => "map"),
      ),
    ).toBe("map");
    expect(() =>
      traceTool("broken", {}, () => {
        throw new RangeError("no such place");
      }),
    ).toThrow("no such place");
    const span = await spanOf("execute_tool get_map");
    expect(span).toMatchObject({ kind: "internal", parentId: sent.spans("work")[0]?.spanId });
    expect(span.attributes).toMatchObject({ "gen_ai.tool.name": "get_map", "gen_ai.tool.call.id": "call_1" });
    expect((await spanOf("execute_tool broken")).status).toBe(2);
  });

  test("nothing of what was said leaves; instrumented again, a call is one span; Azure is told apart", async () => {
    instrumentOpenAi(OpenAI, { recordContent: true });
    server.answer({ json: completion });
    await client.chat.completions.create({ model: "gpt-5", messages: question });
    const azure = new AzureOpenAI({
      apiKey: "k1",
      endpoint: server.url,
      apiVersion: "2024-10-21",
      maxRetries: 0,
    });
    await azure.chat.completions.create({ model: "deployed", messages: question });
    const span = await spanOf("chat gpt-5");
    expect(JSON.stringify(span)).not.toMatch(/France|Paris/);
    expect((await spanOf("chat deployed")).attributes["gen_ai.provider.name"]).toBe("azure.ai.openai");
  });

  test("before the start and after the stop calls are made and nothing is recorded", async () => {
    await sent.stop();
    server.answer({ json: completion });
    const answer = await client.chat.completions.create({ model: "gpt-5", messages: question });
    expect(answer.id).toBe("chatcmpl-1");
    sent = collect();
    await client.chat.completions.create({ model: "again", messages: question });
    expect((await spanOf("chat again")).status).toBe(0);
    expect(sent.spans()).toHaveLength(1);
  });
});
