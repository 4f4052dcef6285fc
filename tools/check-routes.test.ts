import { expect, test } from "vitest";

import { routesIn, unanswered } from "./check-routes.ts";

const problemsIn = (text: string, file = "packages/console/src/http/server.ts"): readonly string[] =>
  routesIn(file, text).problems;

test.each([
  ['app.get("/api/secret", handler);', "registers a route by hand"],
  ["app.post(path, handler);", "registers a route by hand"],
  ['server.delete("/api/traces/:id", handler);', "registers a route by hand"],
  ['server.route({ method: "GET", url, handler });', "registers a route by hand"],
  ['const route = { method: "GET", path: "/api/secret", handler };', "registers a route by hand"],
  ['const data = useApi("/api/nothing", {});', "names `/api/nothing`"],
  ["const url = `/api/tokens/${id}`;", "names `/api/tokens/${…}`"],
  ['type Params = ParamsOf<"GET /api/nothing">;', "names `GET /api/nothing`"],
  ['serve(app, "POST /api/stats", handler);', "names `POST /api/stats`"],
])("refuses %s", (text, problem) => {
  expect(problemsIn(`// a comment\n${text}`)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^packages\/console\/src\/http\/server\.ts:2 /)]),
  );
  expect(problemsIn(text).join("\n")).toContain(problem);
});

test.each([
  'serve(app, "GET /api/stats", handler);',
  'const data = useApi("/api/traces/:id", { params: { id } });',
  'const known = map.get("key");',
  'throw new Error("/api/tokens has those there are");',
  'fetch(new URL("/api/v1/write", url));',
])("takes %s", (text) => {
  expect(problemsIn(text)).toEqual([]);
});

test("files of other protocols register routes themselves", () => {
  expect(problemsIn("app.post(path, handler);", "packages/console/src/http/receiver.ts")).toEqual([]);
});

test("a declared route that nothing answers is found", () => {
  const { answers } = routesIn(
    "packages/console/src/api/routes.ts",
    'serve(app, "GET /api/stats", handler); toRoutes({ "GET /api/traces": listTraces });',
  );
  expect(answers).toEqual(["GET /api/stats", "GET /api/traces"]);
  const missing = unanswered(answers).join("\n");
  expect(missing).toContain("GET /api/logs is declared");
  expect(missing).not.toMatch(/^GET \/api\/(stats|traces) /m);
});
