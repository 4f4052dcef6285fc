// The OpenAPI document, made of the table of routes.
import { z } from "zod";
import { problem } from "./problem.ts";
import { splitRoute } from "./route-path.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";

type Schema = Readonly<Record<string, unknown>>;

const components = "#/components/schemas/";

/** The API as an OpenAPI 3.1 document. Made anew by each call. */
export function openApiDocument(version: string): Schema {
  const paths: Record<string, Record<string, Schema>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    const { method, path } = splitRoute(name);
    const key = path.replaceAll(/:(\w+)/g, "{$1}");
    paths[key] = { ...paths[key], [method.toLowerCase()]: operation(method, path, route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Telltale console",
      version,
      description: "Lists are limited and paged by an opaque cursor; every error is a `Problem`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{}, { bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      responses: {
        Problem: {
          description: "What went wrong, and what to do about it.",
          content: { "application/problem+json": { schema: schemaOf(problem) } },
        },
      },
      schemas: namedSchemas(),
    },
  };
}

/** Schemas with an id: parts of an answer that have a name. */
export function namedSchemas(): Readonly<Record<string, Schema>> {
  const { schemas } = z.toJSONSchema(z.globalRegistry, { io: "input", uri: (id) => components + id });
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([id, schema]) => [id, withoutAddress(schema)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** What is sent of a schema, with references to {@link namedSchemas}. */
export function schemaOf(schema: z.ZodType): Schema {
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) return { $ref: components + id };
  const inline = withoutAddress(z.toJSONSchema(schema, { io: "input" }));
  return JSON.parse(JSON.stringify(inline).replaceAll('"#/$defs/', `"${components}`)) as Schema;
}

/** Without the keywords that only a standalone schema has. */
function withoutAddress(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => !["$schema", "$id", "$defs"].includes(key)),
  );
}

function operation(method: string, path: string, route: Route): Schema {
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    ...Object.entries(route.query ?? {}).map(([name, field]) => parameter(name, field as z.ZodType)),
  ];
  return {
    operationId: operationId(method, path),
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBody(route),
    responses: {
      "200": { description: "The answer.", content: answer(route) },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function requestBody({ body, upload }: Route): Schema {
  if (upload === true)
    return { requestBody: { required: true, content: { "application/octet-stream": {} } } };
  if (body === undefined) return {};
  return { requestBody: { required: true, content: { "application/json": { schema: schemaOf(body) } } } };
}

/** A list in a query is the same name several times. */
function parameter(name: string, field: z.ZodType): Schema {
  const { description, ...schema } = schemaOf(field);
  return {
    name,
    in: "query",
    ...(field.safeParse(undefined).success ? {} : { required: true }),
    ...(description === undefined ? {} : { description }),
    schema,
  };
}

function answer({ result, file = [], of }: Route): Schema {
  if (result !== undefined) return { "application/json": { schema: schemaOf(result) } };
  // Of a stream of lines or events OpenAPI 3.1 describes one.
  const media = of === undefined ? {} : { schema: schemaOf(of) };
  return Object.fromEntries([file].flat().map((type) => [type, media]));
}

/** `getTracesById` of `GET /api/traces/:id`; what is not of the API is the console's own: `getConsoleMetrics`. */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/(api\/)?/, (_, api) => (api === undefined ? "console/" : ""))
    .split(/[/.-]/)
    .map((word) => (word.startsWith(":") ? `by${capital(word.slice(1))}` : word));
  return method.toLowerCase() + words.map(capital).join("");
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
