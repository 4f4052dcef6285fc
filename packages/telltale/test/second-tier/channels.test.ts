// @module-tag extended
// Libraries that publish their work themselves: GraphQL.js and the AI SDK (with models of its own test kit: no model is asked).
import { embed, generateText, jsonSchema, isStepCount, streamText, simulateReadableStream, tool } from "ai";
import { MockEmbeddingModelV4, MockLanguageModelV4 } from "ai/test";
import {
  buildSchema,
  execute,
  graphql,
  GraphQLError,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from "graphql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ai, traceAiSdk } from "../../src/integrations/ai.ts";
import { graphqlChannels, traceGraphQl } from "../../src/integrations/graphql.ts";
import { trace } from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";
import { describeIntegration } from "../contract/describe-integration.ts";
import { expectOnlyDeclared } from "../contract/emitted.ts";

let sent: Collected;

describe("GraphQL.js", () => {
  beforeEach(() => {
    traceGraphQl({ resolvers: 3 });
    traceGraphQl({ resolvers: 3 });
    sent = collect();
  });
  afterEach(async () => {
    await sent.flush();
    expectOnlyDeclared(graphqlChannels, sent, { except: [/^work|^inside/] });
    await sent.stop();
  });

  const resolve = async (): Promise<string> => trace("inside", async () => "text");
  const names = ["a", "b", "c", "d", "e"];
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: "Query",
      fields: {
        ...Object.fromEntries(names.map((name) => [name, { type: GraphQLString, resolve }])),
        plain: { type: GraphQLString },
        broken: {
          type: GraphQLString,
          resolve: () => {
            throw new RangeError("no card 4242 4242 4242 4242");
          },
        },
      },
    }),
  });

  test("parse, validate, execute and resolvers, up to the limit, are one tree", async () => {
    const source = `query shop { ${names.join(" ")} plain }`;
    const result = await trace("work", async () => graphql({ schema, source, rootValue: { plain: "p" } }));
    expect(result.errors).toBe(undefined);
    await sent.flush();
    const [work] = sent.spans("work");
    const [query] = sent.spans("query");
    for (const name of ["graphql.parse", "graphql.validate", "query"])
      expect(sent.spans(name).map(({ parentId }) => parentId)).toEqual([work?.spanId]);
    expect(query?.attributes).toEqual({
      "graphql.operation.type": "query",
      "graphql.operation.name": "shop",
    });
    const resolved = sent.spans().filter(({ name }) => name.startsWith("graphql.resolve "));
    expect(resolved.map(({ name, parentId }) => [name, parentId])).toEqual(
      ["a", "b", "c"].map((name) => [`graphql.resolve Query.${name}`, query?.spanId]),
    );
    const parents = sent.spans("inside").map(({ parentId }) => parentId);
    expect(parents).toEqual([...resolved.map(({ spanId }) => spanId), query?.spanId, query?.spanId]);
  });

  test("errors of parsing, of validating and of resolvers are recorded, redacted, and nothing of the document", async () => {
    await trace("work", async () => {
      expect(() => parse("query {")).toThrow("Syntax Error");
      expect((await graphql({ schema, source: "{ none }" })).errors).toHaveLength(1);
      const result = await execute({ schema, document: parse("{ broken }") });
      expect(result.errors).toHaveLength(1);
    });
    await sent.flush();
    expect(sent.spans("graphql.parse").map(({ status }) => status)).toEqual([2, 0, 0]);
    expect(sent.spans("graphql.validate").map(({ status }) => status)).toEqual([2]);
    const [query] = sent.spans("query");
    expect(query).toMatchObject({ status: 2, attributes: { "error.type": "GraphQLError" } });
    expect(sent.spans("graphql.resolve Query.broken")[0]?.status).toBe(2);
    expect(JSON.stringify(sent.spans())).toContain("[redacted:credit-card]");
    expect(JSON.stringify(sent.spans())).not.toContain("4242 4242");
  });

  test("what GraphQL.js quotes of documents, variables and results is not recorded", async () => {
    const pins = buildSchema("type Query { login(pin: Int, role: Role): Int pay: Int } enum Role { ADMIN }");
    const pay = (): never => {
      throw new GraphQLError("Value must be positive");
    };
    const rootValue = { login: () => "s3cret", pay };
    const sources = [
      '{ login } "s3cret"',
      '{ login(pin: "s3cret") }',
      "{ login(role: s3cret) }",
      "query ($pin: Int) { login(pin: $pin) }",
      "{ login }",
      "{ logout }",
      "{ pay }",
    ];
    for (const source of sources)
      await trace("work", async () =>
        graphql({ schema: pins, source, rootValue, variableValues: { pin: "s3cret" } }),
      );
    await sent.flush();
    expect(JSON.stringify([sent.spans(), sent.records()])).not.toContain("s3cret");
    const failed = sent.spans().filter(({ status }) => status === 2);
    expect(failed.map(({ name, message }) => [name, message])).toEqual([
      ["graphql.parse", "Syntax Error: Unexpected …"],
      ["graphql.validate", "Int cannot represent …"],
      ["graphql.validate", "Value …"],
      ["query", 'Variable "$pin" has invalid value …'],
      ["query", "Int cannot represent …"],
      ["graphql.validate", 'Cannot query field "logout" on type "Query". Did you mean "login"?'],
      // of the application
      ["query", "Value must be positive"],
    ]);
  });

  test("a schema that is parsed for no request has no span", async () => {
    parse("type Query { a: String }");
    await sent.flush();
    expect(sent.spans()).toEqual([]);
  });

  test("while telemetry is off, work is done", async () => {
    await sent.stop();
    expect(
      (
        await graphql({
          schema: buildSchema("type Query { a: String }"),
          source: "{ a }",
          rootValue: { a: "1" },
        })
      ).data,
    ).toEqual({ a: "1" });
    sent = collect();
  });
});

describe("the AI SDK", () => {
  beforeEach(() => {
    traceAiSdk({ prices: { "gpt-5": { input: 1, cacheRead: 0.5, output: 10 } } });
    sent = collect();
  });
  afterEach(async () => {
    await sent.flush();
    expectOnlyDeclared(ai, sent, { except: [/^work|^inside/] });
    await sent.stop();
  });
  const usage = {
    inputTokens: { total: 10, noCache: 6, cacheRead: 4, cacheWrite: 0 },
    outputTokens: { total: 5, text: 5, reasoning: 0 },
  };
  const finishReason = { unified: "stop", raw: "stop" } as const;

  test("an operation with a tool: model calls and the tool below it, by the conventions", async () => {
    let calls = 0;
    const model = new MockLanguageModelV4({
      provider: "openai.chat",
      modelId: "gpt-5",
      doGenerate: async () => ({
        content:
          calls++ === 0
            ? [{ type: "tool-call", toolCallId: "call_1", toolName: "get_map", input: "{}" }]
            : [{ type: "text", text: "Paris" }],
        finishReason: calls === 1 ? { unified: "tool-calls", raw: "tool_calls" } : finishReason,
        usage,
        warnings: [],
        response: { id: "r1", modelId: "gpt-5" },
      }),
    });
    const map = tool({
      inputSchema: jsonSchema<object>({ type: "object" }),
      execute: async () => trace("inside", async () => "map"),
    });
    const { text } = await trace("work", async () =>
      generateText({ model, prompt: "where, secretly?", tools: { get_map: map }, stopWhen: isStepCount(3) }),
    );
    expect(text).toBe("Paris");
    await sent.flush();
    const [operation] = sent.spans("ai.generateText");
    expect(operation?.parentId).toBe(sent.spans("work")[0]?.spanId);
    const chats = sent.spans("chat gpt-5");
    expect(chats.map(({ parentId, kind }) => [parentId, kind])).toEqual([
      [operation?.spanId, "client"],
      [operation?.spanId, "client"],
    ]);
    expect(chats[0]?.attributes).toMatchObject({
      "gen_ai.provider.name": "openai",
      "gen_ai.response.id": "r1",
      "gen_ai.response.finish_reasons": ["tool-calls"],
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.cache_read.input_tokens": 4,
      "telltale.gen_ai.tool_calls": ["get_map"],
      "telltale.gen_ai.cost": 0.000058,
    });
    const [ran] = sent.spans("execute_tool get_map");
    expect(ran?.parentId).toBe(operation?.spanId);
    expect(sent.spans("inside")[0]?.parentId).toBe(ran?.spanId);
    expect(JSON.stringify(sent.spans())).not.toMatch(/secretly|Paris/);
    expect(sent.points("gen_ai.client.token.usage").map(({ value }) => value)).toEqual([20, 10]);
  });

  test("streams, embeddings, errors", async () => {
    const streaming = new MockLanguageModelV4({
      provider: "openai.chat",
      modelId: "gpt-5",
      doStream: async () => ({
        stream: simulateReadableStream({
          chunks: [
            { type: "stream-start", warnings: [] },
            { type: "text-start", id: "1" },
            { type: "text-delta", id: "1", delta: "Paris" },
            { type: "text-end", id: "1" },
            { type: "finish", finishReason, usage },
          ],
        }),
      }),
    });
    const streamed = streamText({ model: streaming, prompt: "x" });
    expect(await streamed.text).toBe("Paris");
    const embedder = new MockEmbeddingModelV4({
      modelId: "small",
      doEmbed: async () => ({ embeddings: [[1]], usage: { tokens: 3 }, warnings: [] }),
    });
    await embed({ model: embedder, value: "x" });
    const down = new MockLanguageModelV4({
      modelId: "down",
      doGenerate: async () => {
        throw new RangeError("no model");
      },
    });
    await expect(generateText({ model: down, prompt: "x", maxRetries: 0 })).rejects.toThrow("no model");
    await sent.flush();
    expect(sent.spans("chat gpt-5")[0]).toMatchObject({
      parentId: sent.spans("ai.streamText")[0]?.spanId,
      status: 0,
    });
    expect(sent.spans("chat gpt-5")[0]?.attributes["gen_ai.usage.output_tokens"]).toBe(5);
    expect(
      sent.spans("chat gpt-5")[0]?.attributes["telltale.gen_ai.time_to_first_output"],
    ).toBeGreaterThanOrEqual(0);
    expect(sent.spans("embeddings small")[0]?.attributes["gen_ai.usage.input_tokens"]).toBe(3);
    expect(sent.spans("chat down")[0]).toMatchObject({ status: 2, message: "no model" });
    expect(sent.spans("ai.generateText")[0]?.status).toBe(2);
  });
});

// at the end: who comes first says how it is done
describeIntegration(graphqlChannels);
describeIntegration(ai);
