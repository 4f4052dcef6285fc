import { expect, test } from "vitest";

import { resolveConventions, semconv } from "./index.ts";

test("has the stable attributes with their types, members and descriptions", () => {
  expect(semconv.attributes?.["http.response.status_code"]).toStrictEqual({
    type: "int",
    stability: "stable",
    description: "[HTTP response status code](https://tools.ietf.org/html/rfc7231#section-6).",
  });
  expect(semconv.attributes?.["http.request.method"]?.type).toContain("GET");
  expect(semconv.attributes?.["http.request.header"]?.type).toBe("template[string[]]");
});

test("has the successors of deprecated attributes", () => {
  expect(semconv.attributes?.["http.method"]?.deprecated).toMatchObject({
    reason: "renamed",
    renamedTo: "http.request.method",
  });
});

test("has metrics with instrument, unit and requirement levels", () => {
  expect(semconv.metrics?.["http.server.request.duration"]).toMatchObject({
    kind: "histogram",
    unit: "s",
    attributes: ["http.request.method", "url.scheme"],
    optIn: ["server.address", "server.port", "user_agent.synthetic.type"],
  });
});

test("has spans, events and entities", () => {
  expect(semconv.spans?.["http.server"]).toMatchObject({ kind: "server" });
  expect(
    semconv.events?.["exception"]?.attributes ?? semconv.events?.["exception"]?.conditional,
  ).toBeDefined();
  expect(semconv.entities?.["service"]).toMatchObject({ identity: ["service.name"] });
});

test("resolves without a mistake, as the catalog `semconv`", () => {
  const conventions = resolveConventions();
  expect(conventions.name).toBe("semconv");
  expect(conventions.attributes).toHaveLength(Object.keys(semconv.attributes ?? {}).length);
  expect(conventions.metrics.find(({ name }) => name === "http.server.request.duration")).toMatchObject({
    instrument: "histogram",
    catalog: "semconv",
  });
  expect(resolveConventions()).toBe(conventions);
});

test("lists each value of an enumeration once", () => {
  const values = resolveConventions().attributes.map(({ name, members = [] }) => ({
    name,
    listed: members.map(({ value }) => value),
  }));
  expect(values.find(({ name }) => name === "gen_ai.token.type")?.listed).toEqual(["input", "output"]);
  expect(values.filter(({ listed }) => new Set(listed).size < listed.length)).toEqual([]);
});
