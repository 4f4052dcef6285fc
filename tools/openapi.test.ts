import { Validator } from "@seriousme/openapi-schema-validator";
import { openApiDocument, type Route, routes, splitRoute } from "contract";
import { expect, test } from "vitest";

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
}
const document = openApiDocument("1.2.3") as {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

test("the document is one of OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    structuredClone(document) as unknown as Parameters<Validator["validate"]>[0],
  );
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, "3.1"]);
  expect(document.info.version).toBe("1.2.3");
});

test("every reference leads to a schema of the document", () => {
  const referenced = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name = ""]) => name,
  );
  expect(referenced).toContain("Trace");
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(referenced));
  expect(JSON.stringify(document)).not.toContain("$defs");
});

test("operations have names of their own", () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(["getTracesById", "postSql", "getOpenapiJson"]));
});

test("parameters of the path and required ones are marked as required, others are not", () => {
  const parametersOf = (path: string): readonly (readonly [string, string, boolean])[] =>
    document.paths[path]!["get"]!.parameters!.map(
      (one) => [one.in, one.name, one.required === true] as const,
    );
  expect(parametersOf("/api/services/{name}")).toEqual([
    ["path", "name", true],
    ["query", "from", false],
    ["query", "to", false],
    ["query", "environment", false],
    ["query", "stepMs", false],
  ]);
  expect(parametersOf("/api/traces/groups")).toContainEqual(["query", "by", true]);
});

test.each(Object.entries<Route>(routes))("%s has a summary, and one kind of answer", (name, route) => {
  const { method, path } = splitRoute(name);
  expect(["GET", "POST", "PUT", "DELETE"]).toContain(method);
  expect(path).toMatch(/^\/[\w/:.-]+$/);
  expect(route.summary).toMatch(/^[A-Z].*\.$/);
  expect(route.result === undefined).toBe(route.file !== undefined);
  // a name of the query that is one of the path, too, would be lost
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, one]) => one!);
  expect(Object.keys(route.query ?? {}).filter((one) => inPath.includes(one))).toEqual([]);
  expect(Object.keys(route.params ?? {}).filter((one) => !inPath.includes(one))).toEqual([]);
});
