import { Validator } from "@seriousme/openapi-schema-validator";
import * as contract from "contract";
import { expect, test } from "vitest";

import { openApiDocument } from "./openapi.ts";

const document = openApiDocument() as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
};

test("the document is one of OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    structuredClone(document) as unknown as Parameters<Validator["validate"]>[0],
  );
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, "3.1"]);
});

test("every path of the contract is in its table of routes, and no other", () => {
  const known = Object.entries(contract)
    .filter(([name, value]) => name.endsWith("Path") && String(value).startsWith("/api/"))
    .map(([, value]) => String(value).replaceAll(/:(\w+)/g, "{$1}"));
  const own = ["/healthz", "/metrics", "/readyz"];
  expect(Object.keys(document.paths).toSorted()).toEqual([...known, ...own].toSorted());
});

test("operations have names of their own", () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(["getTracesById", "postSql", "getOpenapiJson"]));
});
