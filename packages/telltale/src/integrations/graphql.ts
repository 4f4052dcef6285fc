// GraphQL.js from 17 on, by its own tracing channels: parsing, validating, executing, and resolvers up to a limit. Before 17 the official
// instrumentation serves.
import { SpanStatusCode } from "../engine/api/enums.ts";
import { createContextKey } from "../engine/api/context.ts";
import { readField, readTextField } from "../calls/read-field.ts";
import { readCount } from "../calls/read-options.ts";
import { activeScope, openSpan } from "../engine/context/scope.ts";
import type { Span } from "../engine/span/span.ts";
import { type Begun, followChannel, spanOf, type ChannelMessage } from "./channels/tracing-channel.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { instrumenting } from "./patching/method.ts";

/** What is to be seen of GraphQL. */
export interface GraphQlOptions {
  /** How many resolvers of one execution become spans; 50 by default, 0 for none. */
  readonly resolvers?: number | undefined;
  /** Whether resolvers that only read a property count too. */
  readonly trivialResolvers?: boolean | undefined;
}

/**
 * Has GraphQL.js (from 17 on) traced, in all its copies: it publishes diagnostics. One call is enough.
 *
 * Documents, variables, arguments and results are never recorded.
 *
 * @example
 * ```ts
 * import { traceGraphQl } from "telltale/graphql";
 *
 * traceGraphQl({ resolvers: 20 });
 * ```
 */
export function traceGraphQl(options: GraphQlOptions = {}): void {
  graphqlChannels.instrument(undefined, options);
}

const countKey = createContextKey("telltale graphql resolvers");
const defaultResolvers = 50;

/** GraphQL.js for `telltale/register`. */
export const graphqlChannels: LibraryIntegration<GraphQlOptions> = {
  name: "graphql-channels",
  modules: [],
  libraries: ["graphql"],
  versions: [[17, 18]],
  atStart: true,
  instrument: (library, options) =>
    instrumenting(library, () => {
      const limit = readCount(options?.resolvers) ?? defaultResolvers;
      followChannel("graphql:parse", () => below(parsing));
      followChannel("graphql:validate", () => below(() => spanOf("graphql.validate", {}, recordErrors)));
      followChannel("graphql:execute", executing);
      followChannel("graphql:subscribe", executing);
      if (limit > 0)
        followChannel("graphql:resolve", (message) =>
          resolving(message, limit, options?.trivialResolvers === true),
        );
    }),
  emits: [
    {
      kind: "span",
      name: "graphql.parse",
      form: "internal",
      description: "A document was parsed, below another span.",
      attributes: [{ name: "error.type", when: "it failed" }],
    },
    {
      kind: "span",
      name: "graphql.validate",
      form: "internal",
      description: "A document was validated against a schema, below another span.",
      attributes: [{ name: "error.type", when: "it is not valid" }],
    },
    ...["query", "mutation", "subscription"].map((name) => ({
      kind: "span" as const,
      name,
      form: "internal",
      description: "An operation was executed.",
      attributes: [
        { name: "graphql.operation.type" },
        { name: "graphql.operation.name", when: "it has one" },
        { name: "error.type", when: "its result has errors" },
      ],
    })),
    {
      kind: "span",
      name: "graphql.resolve {type}.{field}",
      form: "internal",
      description: "A field was resolved.",
      attributes: [
        { name: "graphql.field.name" },
        { name: "graphql.field.path" },
        { name: "graphql.field.type" },
        { name: "error.type", when: "it failed" },
      ],
    },
  ],
};

/** Only below another span: a schema is parsed too, at the start and for no request. */
function below(begin: () => Begun): Begun | undefined {
  return openSpan(activeScope()) === undefined ? undefined : begin();
}

function parsing(): Begun {
  const { inside, end } = spanOf("graphql.parse", {}, recordErrors);
  // a mistake of who sends documents: as one that validation finds
  return { inside, end: ({ error }) => end({ result: error === undefined ? [] : [error] }) };
}

function executing(message: object): Begun {
  const type = readTextField(message, ["operationType"]) ?? "query";
  const attributes = {
    "graphql.operation.type": type,
    "graphql.operation.name": readTextField(message, ["operationName"]),
  };
  const begun = spanOf(type, { attributes }, recordErrors);
  return { ...begun, inside: begun.inside.setValue(countKey, { resolved: 0 }) };
}

function resolving(message: object, limit: number, trivial: boolean): Begun | undefined {
  if (!trivial && readField(message, "isDefaultResolver") === true) return undefined;
  const count = activeScope().getValue(countKey) as { resolved: number } | undefined;
  if (count !== undefined && count.resolved++ >= limit) return undefined;
  const field = readTextField(message, ["fieldName"]);
  const attributes = {
    "graphql.field.name": field,
    "graphql.field.path": readTextField(message, ["fieldPath"]),
    "graphql.field.type": readTextField(message, ["fieldType"]),
  };
  return spanOf(`graphql.resolve ${readTextField(message, ["parentType"]) ?? ""}.${field ?? ""}`, {
    attributes,
  });
}

/** Errors that are in the result and not thrown. */
function recordErrors(span: Span, { result }: ChannelMessage): void {
  const errors = Array.isArray(result) ? (result as unknown[]) : readField(result, "errors");
  if (!Array.isArray(errors) || errors.length === 0) return;
  span.setAttribute("error.type", readTextField(errors[0], ["name"]) ?? "GraphQLError");
  span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(errors[0]) });
}

/** What GraphQL.js itself has found quotes the document, its variables or a result: behind these words. */
const quoting =
  /(^Value(?= ")|^Syntax Error: (?:Unexpected|Invalid \w+)|has invalid (?:default )?value|cannot represent|, found|\. Found|but got)\b[^]*/;

function messageOf(error: unknown): string {
  const message = readTextField(error, ["message"]) ?? "";
  const cause = readField(error, "originalError") ?? error;
  return readTextField(cause, ["name"]) === "GraphQLError" ? message.replace(quoting, "$1 …") : message;
}
