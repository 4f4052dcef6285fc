// `/api/openapi.json` out of the contract: the table `Api` and every type it names. Without `--check` it writes; with it, it fails on a
// difference.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { type Declaration, type Node, readContract } from "./openapi/contract-types.ts";
import { createSchemas, type Property, type Schema, type Schemas } from "./openapi/to-schema.ts";
import { root } from "./source-files.ts";

const target = "packages/console/src/api/openapi.json";

/** The document for what the contract says now. */
export function openApiDocument(): Schema {
  const declarations = readContract();
  const schemas = createSchemas(declarations);
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routesOf(declarations, schemas)) {
    const [method = "", pattern = ""] = route.name.split(" ");
    const key = pattern.replaceAll(/:(\w+)/g, "{$1}");
    paths[key] = { ...paths[key], [method.toLowerCase()]: operation(route, method, pattern, schemas) };
  }
  const problem = schemas.of({ type: "TSTypeReference", typeName: { name: "Problem" }, start: 0, end: 0 });
  return {
    openapi: "3.1.0",
    info: {
      title: "Telltale console",
      version: versionOf("packages/console/package.json"),
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
          content: { "application/problem+json": { schema: problem } },
        },
      },
      schemas: Object.fromEntries(Object.entries(schemas.named).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function routesOf(declarations: ReadonlyMap<string, Declaration>, schemas: Schemas): readonly Property[] {
  return schemas.propertiesOf(declarations.get("Api")!.node);
}

function operation(route: Property, method: string, pattern: string, schemas: Schemas): Schema {
  const parts = new Map(schemas.propertiesOf(route.type).map((part) => [part.name, part.type]));
  const inPath = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const query = parts.get("query");
  const inQuery =
    query === undefined ? [] : schemas.propertiesOf(query).map((one) => parameter(one, schemas));
  const body = parts.get("body");
  return {
    operationId: operationId(method, pattern),
    summary: route.description,
    ...(inPath.length + inQuery.length === 0 ? {} : { parameters: [...inPath, ...inQuery] }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: schemas.of(body) } } } }),
    responses: {
      "200": { description: "The answer.", content: answer(parts, schemas) },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function answer(parts: ReadonlyMap<string, Node>, schemas: Schemas): Schema {
  const file = parts.get("file");
  if (file === undefined) return { "application/json": { schema: schemas.of(parts.get("result")!) } };
  const of = parts.get("of");
  // Of a stream of lines or events OpenAPI 3.1 describes one.
  const schema = of === undefined ? {} : { schema: schemas.of(of) };
  const { const: only, enum: types = [only] } = schemas.of(file);
  return Object.fromEntries((types as readonly string[]).map((type) => [type, schema]));
}

/** A list in a query is the same name several times. */
function parameter({ name, required, type, given, description }: Property, schemas: Schemas): Schema {
  const schema = schemas.of(type, given);
  const forms = (schema["anyOf"] ?? []) as readonly Schema[];
  const list = forms.find((form) => form["type"] === "array");
  return {
    name,
    in: "query",
    ...(required ? { required } : {}),
    ...(description === "" ? {} : { description }),
    schema: list ?? schema,
  };
}

/** `getTracesById` of `GET /api/traces/:id`; what is not of the API is the console's own: `getConsoleMetrics`. */
function operationId(method: string, pattern: string): string {
  const words = pattern
    .replace(/^\/(api\/)?/, (_, api) => (api === undefined ? "console/" : ""))
    .split(/[/.-]/)
    .map((word) => (word.startsWith(":") ? `by${capital(word.slice(1))}` : word));
  return method.toLowerCase() + words.map(capital).join("");
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function versionOf(manifest: string): string {
  return (JSON.parse(readFileSync(path.join(root, manifest), "utf8")) as { readonly version: string })
    .version;
}

if (import.meta.main) {
  const text = JSON.stringify(openApiDocument(), undefined, 2);
  const file = path.join(root, target);
  // By what it says: its line breaks are the formatter's.
  const same =
    existsSync(file) && JSON.stringify(JSON.parse(readFileSync(file, "utf8")), undefined, 2) === text;
  if (process.argv.includes("--check") && !same) {
    console.error(
      `${target} is not what the contract says: run \`node --conditions=telltale-source tools/openapi.ts\`.`,
    );
    process.exitCode = 1;
  } else if (!same) writeFileSync(file, `${text}\n`);
}
