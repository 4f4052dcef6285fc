import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isTelemetryError } from "../../error.ts";
import { businessOf } from "./business-match.ts";
import { readBusinessRoutes } from "./business-routes.ts";

test.each<[unknown, string]>([
  ["{", "Cannot read `routes`"],
  [[], "`routes`"],
  [{ "/orders": { transaction: "a" } }, '`routes["/orders"]`'],
  [{ "post /orders": { transaction: "a" } }, '`routes["post /orders"]`'],
  [{ "POST orders": { transaction: "a" } }, '`routes["POST orders"]`'],
  [{ "POST /a*b": { transaction: "a" } }, '`routes["POST /a*b"]`'],
  [{ "POST /a": "purchase" }, '`routes["POST /a"]`'],
  [{ "POST /a": {} }, "expected one of transaction, funnel, journey, interaction"],
  [{ "POST /a": { transaction: "a", funnel: "b", step: "c" } }, "expected one of transaction"],
  [{ "POST /a": { transaction: "" } }, '`routes["POST /a"].transaction`'],
  [{ "POST /a": { funnel: "a" } }, '`routes["POST /a"].step`'],
  [{ "POST /a": { transaction: "a", step: "b" } }, '`routes["POST /a"].step`'],
  [{ "POST /a": { transaction: "a", ammount: 1 } }, '`routes["POST /a"].ammount`'],
  [{ "POST /a": [{ transaction: "a" }, { journey: "b" }] }, '`routes["POST /a"][1].step`'],
  [{ "POST /a": { transaction: "a", id: "response.cookie.id" } }, '`routes["POST /a"].id`'],
  [{ "POST /a": { transaction: "a", id: "response.body.a..b" } }, "names between the dots"],
  [{ "POST /a": { transaction: "a", id: {} } }, '`routes["POST /a"].id`'],
  [{ "POST /a/:b": { transaction: "a", id: "request.path.c" } }, "`request.path.c` is not a parameter"],
  [{ "POST /a": { transaction: "a", attributes: { x: null } } }, '`routes["POST /a"].attributes["x"]`'],
  [{ "POST /a": { transaction: "a", completesWhen: { status: 200 } } }, '`routes["POST /a"].completesWhen`'],
  [
    { "POST /a": { transaction: "a", completesWhen: { "response.status": {} } } },
    '`routes["POST /a"].completesWhen["response.status"]`',
  ],
])("%j is refused at its place", (routes, message) => {
  let refused: unknown;
  try {
    readBusinessRoutes(routes);
  } catch (error) {
    refused = error;
  }
  expect(isTelemetryError(refused) && refused.code).toBe("TT_RULE");
  expect((refused as Error).message).toContain(message);
});

test.each([
  ["POST", "/orders", "exact"],
  ["POST", "/orders/", "exact"],
  ["GET", "/orders", undefined],
  ["GET", "/orders/o1", "one"],
  ["GET", "/orders/o1/items", undefined],
  ["DELETE", "/orders/o1", undefined],
  ["GET", "/orders/latest", "latest"],
  ["GET", "/files/a/b.txt", "files"],
  ["PATCH", "/any", "any"],
  ["GET", "/a.b", "dot"],
  ["GET", "/axb", undefined],
])("%s %s means %s", (method, path, type) => {
  const rules = readBusinessRoutes({
    "POST /orders": { transaction: "exact" },
    "GET /orders/latest": { transaction: "latest" },
    "GET /orders/:id": { transaction: "one" },
    "GET /files/*": { transaction: "files" },
    "* /any": { transaction: "any" },
    "GET /a.b": { transaction: "dot" },
  });
  const found = businessOf(rules, {
    method,
    path,
    query: undefined,
    scheme: "http",
    version: "1.1",
    attributes: {},
  });
  expect(found?.types).toEqual(type === undefined ? undefined : [type]);
});

test("only where a body is read is it kept", () => {
  const rules = readBusinessRoutes({
    "GET /a": { journey: "j", step: "a", user: "request.query.u" },
    "GET /b": { journey: "j", step: "b", attributes: { x: "response.body.x" } },
  });
  const facts = { method: "GET", query: undefined, scheme: "http", version: "1.1", attributes: {} };
  expect(businessOf(rules, { ...facts, path: "/a" })?.maxBytes).toBe(0);
  expect(businessOf(rules, { ...facts, path: "/b" })?.maxBytes).toBe(65_536);
});

test("whatever is given as routes is read or refused, never anything else", () => {
  const field = fc.constantFrom(
    "transaction",
    "funnel",
    "journey",
    "interaction",
    "step",
    "id",
    "completesWhen",
    "attributes",
  );
  const rule = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(field, fc.oneof(fc.jsonValue(), fc.constant("request.path.a"))),
  );
  const key = fc.oneof(
    fc.string(),
    fc.string().map((path) => `GET /${path}`),
    fc.constant("POST /:a/*"),
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.dictionary(key, fc.oneof(rule, fc.array(rule))), fc.jsonValue(), fc.json()),
      (routes) => {
        let refused: unknown;
        try {
          const rules = readBusinessRoutes(routes);
          businessOf(rules, {
            method: "GET",
            path: "/a/b",
            query: undefined,
            scheme: "http",
            version: "1.1",
            attributes: {},
          });
        } catch (error) {
          refused = error;
        }
        expect(refused === undefined || (isTelemetryError(refused) && refused.code === "TT_RULE")).toBe(true);
      },
    ),
  );
});
