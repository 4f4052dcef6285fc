import { describe, expect, test } from "vitest";
import { createProject } from "../code/project.ts";
import { parseModule, type SourceModule } from "../code/source-module.ts";
import { convert, origins } from "./convert.ts";
import { after, converted } from "./converted-for-test.ts";
import type { ProjectSurroundings } from "./migration.ts";

describe("prom-client", () => {
  const metric = (text: string): string =>
    `import { Counter, Gauge, Histogram } from "prom-client";\n${text}`;

  test.each<[reason: RegExp, source: string]>([
    [/set and also added to/, `const g = new Gauge({ name: "g", help: "G" });\ng.set(1);\ng.inc();`],
    [/no `_total`/, `const c = new Counter({ name: "c", help: "C" });\nc.inc();`],
    [/`collect`/, `const g = new Gauge({ name: "g", help: "G", collect() { this.set(1); } });`],
    [/passed on/, `const g = new Gauge({ name: "g", help: "G" });\nwatch(g);`],
    [
      /`labels\(\)` is kept/,
      `const g = new Gauge({ name: "g", help: "G", labelNames: ["a"] });\nconst h = g.labels("x");`,
    ],
    [/no counterpart/, `const g = new Gauge({ name: "g", help: "G" });\ng.setToCurrentTime();`],
    [
      /labels or a number/,
      `export const c = new Counter({ name: "c_total", help: "C" });\nexport const f = (x) => c.inc(x);`,
    ],
    [
      /labels or a number/,
      `const c = new Counter({ name: "c_total", help: "C" });\nexport const f = (labels) => c.inc(labels ?? 1);`,
    ],
    [
      /labels or a number/,
      `const c = new Counter({ name: "c_total", help: "C" });\nexport const f = (on, labels) => c.inc(on ? labels : 2);`,
    ],
    [
      /labels or a number/,
      `const c = new Counter({ name: "c_total", help: "C" });\nconst amount = labels || 1;\nc.inc(amount);`,
    ],
    [
      /labels or a number/,
      `const c = new Counter({ name: "c_total", help: "C" });\nexport const f = (n?: number) => c.inc(n);`,
    ],
    [
      /may be undefined/,
      `const c = new Counter({ name: "c_total", help: "C" });\nexport const f = (n?: number) => c.inc({ a: 1 }, n);`,
    ],
    [
      /may be undefined/,
      `const c = new Counter({ name: "c_total", help: "C" });\nexport const f = (n: number | undefined) => c.inc({ a: 1 }, n);`,
    ],
    [
      /change places/,
      `const c = new Counter({ name: "c_total", help: "C" });\nlet n = 1;\nc.inc({ a: n++ }, n);`,
    ],
    [
      /change places/,
      `const c = new Counter({ name: "c_total", help: "C" });\nc.inc({ a: first() }, second());`,
    ],
    [/`_seconds`/, `const h = new Histogram({ name: "h", help: "H" });\nconst end = h.startTimer();`],
    [/not a constant/, `class A { c = new Counter({ name: "c_total", help: "C" }); }`],
    [
      /names of its labels/,
      `const c = new Counter({ name: "c_total", help: "C", labelNames: all });\nc.labels("x").inc();`,
    ],
    [/`:`/, `const g = new Gauge({ name: "a:g", help: "G" });`],
  ])("stay: %s", (reason, source) => {
    expect(after(metric(source), /: number/.test(source) ? "a.ts" : "a.js")).toEqual([
      expect.stringMatching(reason),
    ]);
  });

  test("converts numbers of all branches, and calls in one of two arguments", () => {
    const calls = (inc: string): string => `c.${inc};\n`;
    const declared = `const n = 2;\nconst sum = on ? n : n * 2;\n`;
    expect(
      after(
        `import { Counter } from "prom-client";\n${declared}const c = new Counter({ name: "c_total", help: "C" });\n${calls("inc(sum)")}${calls("inc(on ? 1 : sum + 1)")}${calls("inc({ a: first() }, n)")}`,
      ),
    ).toBe(
      `import { counter } from "telltale";\n${declared}const c = counter("c_total", { description: "C" });\n${calls("add(sum)")}${calls("add(on ? 1 : sum + 1)")}${calls("add(n, { a: first() })")}`,
    );
  });

  test("converts through a namespace, a barrel and CommonJS", () => {
    const { files, left } = converted({
      "metrics.js": `const client = require("prom-client");\nconst hits = new client.Counter({ name: "hits_total", help: "Hits" });\nmodule.exports = { hits };\n`,
      "a.js": `const { hits } = require("./metrics");\nhits.inc();\n`,
      "b.mjs": `import * as metrics from "./metrics.js";\nmetrics.hits.inc({ route: "/" }, 2);\n`,
    });
    expect(left).toEqual([]);
    expect(Object.fromEntries(files.map(({ file, after: text }) => [file, text]))).toEqual({
      "metrics.js": `const { counter } = require("telltale");\nconst hits = counter("hits_total", { description: "Hits" });\nmodule.exports = { hits };\n`,
      "a.js": `const { hits } = require("./metrics");\nhits.add(1);\n`,
      "b.mjs": `import * as metrics from "./metrics.js";\nmetrics.hits.add(2, { route: "/" });\n`,
    });
  });
});

describe("uses that are not seen", () => {
  const definition = `import { Counter } from "prom-client";\nexport const hits = new Counter({ name: "hits_total", help: "Hits" });\n`;
  const commonJs = `const { Counter } = require("prom-client");\nconst hits = new Counter({ name: "hits_total", help: "Hits" });\nmodule.exports = { hits };\n`;

  test.each<[what: string, metrics: string, user: string]>([
    [
      "a namespace that is taken apart",
      definition,
      `import * as all from "./m.js";\nconst { hits } = all;\nhits.inc();`,
    ],
    ["a member of a namespace that is computed", definition, `import * as all from "./m.js";\nall[n].inc();`],
    ["an inline require", definition, `require("./m").hits.inc();`],
    ["an inline import", definition, `(await import("./m.js")).hits.inc();`],
    ["a callback of an import", definition, `import("./m.js").then(({ hits }) => hits.inc());`],
    ["a variable that is assigned", definition, `let all;\nall = require("./m");\nall.hits.inc();`],
    ["a rest", definition, `const { ...all } = require("./m");\nall.hits.inc();`],
    ["an exported namespace", definition, `export * as metrics from "./m.js";`],
    ["an exported list with a namespace", definition, `import * as all from "./m.js";\nexport { all };`],
    [
      "the object of module.exports as a default import",
      commonJs,
      `import all from "./m.js";\nall.hits.inc();`,
    ],
    ["a mock", definition, `jest.requireActual("./m").hits.inc();`],
    ["an import of the package's own", definition, `import { hits } from "#metrics";\nhits.inc();`],
    ["a member of an alias", definition, `import * as all from "#metrics";\nall.hits.inc();`],
    ["an alias that is required", definition, `require("#metrics").hits.inc();`],
    ["a package of the same repository", definition, `import { hits as h } from "@acme/metrics";\nh.inc();`],
    [
      "a default import of an alias",
      definition.replace("export ", "").concat("export { hits as default };"),
      `import hits from "#metrics";\nhits.inc();`,
    ],
    ["a barrel of a package", definition, `export * from "@acme/metrics";`],
    ["a file that is not there", definition, `import { hits } from "../build/m.js";\nhits.inc();`],
    ["a specifier that is computed", definition, `(await import(name)).hits.inc();`],
  ])("leave the metric: %s", (what, metrics, user) => {
    const users = what.includes("barrel")
      ? { "b.js": user, "c.js": `import { hits } from "./b.js";\nhits.inc();` }
      : { "b.js": user };
    const { files, left } = converted({ "m.js": metrics, ...users });
    expect(files).toEqual([]);
    expect(left).toHaveLength(1);
    expect(left[0]?.call).toBe("new Counter");
  });

  test("leave the metric: a file that is not read", () => {
    const unread = [{ file: "App.vue", text: `<script>\nimport { hits } from "./m.js";\n</script>` }];
    expect(converted({ "m.js": definition }, { unread }).left[0]?.reason).toBe(
      "App.vue has the name `hits`, and is not read",
    );
    const others = [{ file: "App.vue", text: "hits_total, hitsOf()" }];
    expect(converted({ "m.js": definition }, { unread: others }).left).toEqual([]);
  });

  test("leave a gauge of the stock API and an SDK", () => {
    const user = `import * as all from "./m.js";\nuse(all);\n`;
    const gauge = `import { metrics } from "@opentelemetry/api";\nexport const g = metrics.getMeter("a").createGauge("g");\n`;
    const sdk = `import { NodeSDK } from "@opentelemetry/sdk-node";\nexport const sdk = new NodeSDK({ serviceName: "a" });\nsdk.start();\n`;
    for (const source of [gauge, sdk]) {
      expect(converted({ "m.js": source, "b.js": user }).files).toEqual([]);
      expect(converted({ "m.js": source }).files).toHaveLength(1);
    }
  });

  test("has none where names are known", () => {
    const { files, left } = converted({
      "m.js": definition,
      "a.js": `import express from "express";\nimport * as m from "./m.js";\nimport data from "./a.json";\nimport { open } from "node:fs";\nexpress().use(m.hits.inc({ a: data.size, b: open.hits }, 2));\n`,
      "b.cjs": `const { hits } = require("./m");\nconst { version } = require("./package.json");\nhits.inc();\n`,
      "c.js": `const { hits: h } = await import("./m.js");\nh.inc();\n`,
    });
    expect(left).toEqual([]);
    expect(files.map(({ file }) => file)).toEqual(["m.js", "a.js", "b.cjs", "c.js"]);
  });
});

describe("the route of Fastify", () => {
  const app = `import fastify from "fastify";\nimport { register } from "prom-client";\nconst app = fastify();\n`;
  const handler = "(request, reply) =>\n  scrape({ accept: request.headers.accept })";

  test.each([
    `app.get("/metrics", async (request, reply) => { reply.type(register.contentType); return register.metrics(); });`,
    `app.get("/metrics", async () => register.metrics());`,
    `app.get("/metrics", async (_, reply) => {\n  await reply.header("Content-Type", register.contentType).send(await register.metrics());\n});`,
    `app.get("/metrics", async (_, reply) => reply.type(register.contentType).send(await register.metrics()));`,
  ])("sends what scrape gives instead of %s", (route) => {
    const done = after(`${app}${route}\n`);
    expect(done).toContain(`app.get("/metrics", ${handler}`);
    expect(done).toContain("\n  ),\n);\n");
    expect(done).toContain(`import { scrape } from "telltale/prometheus";`);
    expect(done).not.toContain("prom-client");
  });

  test.each([
    ["a status", `app.get("/metrics", async (_, reply) => reply.code(201).send(await register.metrics()));`],
    ["options", `app.get("/metrics", { logLevel: "warn" }, async () => register.metrics());`],
    ["another statement", `app.get("/metrics", async () => { count(); return register.metrics(); });`],
    ["what is not returned", `app.get("/metrics", async (_, reply) => { register.metrics(); });`],
    ["another metric", `app.get("/metrics", async () => register.getSingleMetricAsString("a"));`],
    ["another server", `other.get("/metrics", async () => register.metrics());`],
  ])("stays: %s", (_what, route) => {
    expect(converted({ "a.ts": `${app}${route}\n` }).files).toEqual([]);
  });
});

describe("the route of Express", () => {
  const route = `import express from "express";\nimport { register } from "prom-client";\nconst app = express();\napp.get("/metrics", async (_, response) => { response.end(await register.metrics()); });\n`;
  const metric = `import { Counter } from "prom-client";\nexport const c = new Counter({ name: "c_total", help: "C" });\n`;

  test("is replaced with the last metric", () => {
    const { files } = converted(
      { "app.js": route, "m.js": metric },
      { packages: ["express", "prom-client"] },
    );
    expect(files[0]?.after).toContain(`app.get("/metrics", prometheusHandler())`);
    expect(files[0]?.after).not.toContain("prom-client");
  });

  test.each<
    [what: string, files: Readonly<Record<string, string>>, surroundings: Partial<ProjectSurroundings>]
  >([
    ["a package that may use prom-client", {}, { packages: ["express-prom-bundle"] }],
    ["a file that is not read", {}, { unread: [{ file: "a.vue", text: `import "prom-client"` }] }],
    ["an import of a package", { "b.js": `import bundle from "@acme/prometheus";\nbundle();\n` }, {}],
    [
      "a registry",
      { "b.js": `import { Registry } from "prom-client";\nexport const own = new Registry();\n` },
      {},
    ],
    [
      "a reference to the register",
      { "b.js": `import { register } from "prom-client";\nwatch(register);\n` },
      {},
    ],
    ["a re-export", { "b.js": `export { register } from "prom-client";\n` }, {}],
    [
      "a metric that stays",
      { "b.js": `import { Summary } from "prom-client";\nnew Summary({ name: "s", help: "S" });\n` },
      {},
    ],
    ["metrics by default", { "b.js": `require("prom-client").collectDefaultMetrics();\n` }, {}],
  ])("stays with its metrics: %s", (_what, files, surroundings) => {
    const done = converted({ "app.js": route, "m.js": metric, ...files }, surroundings);
    expect(done.files).toEqual([]);
    expect(done.left).toContainEqual(expect.objectContaining({ call: "register.metrics" }));
    expect(done.left).toContainEqual(
      expect.objectContaining({
        call: "new Counter",
        reason: expect.stringContaining("endpoint at app.js:4 stays") as unknown,
      }),
    );
  });

  const declared = `import { Counter, Registry } from "prom-client";\nexport const registry = new Registry();\nexport const c = new Counter({ name: "c_total", help: "C", registers: [registry] });\n`;
  test.each([
    ["a server of node:http", `(_, response) => { registry.metrics().then((text) => response.end(text)); }`],
    ["JSON of a registry", `() => registry.getMetricsAsJSON()`],
    ["one metric", `() => registry.getSingleMetricAsString("c_total")`],
    ["a registry in a parameter", `(given) => given.metrics()`],
    ["a registry in a field", `function () { return this.registry.metrics(); }`],
  ])("leaves the metrics that other code reads: %s", (_what, handler) => {
    const user = `import { createServer } from "node:http";\nimport { registry } from "./m.js";\ncreateServer(${handler}).listen(0);\n`;
    const done = converted({ "m.js": declared, "b.js": user });
    expect(done.files).toEqual([]);
    expect(done.left.map(({ call }) => call)).toContain("new Counter");
  });

  const server = `import { createMetricsServer } from "@acme/server";\nimport { registry } from "./m.js";\n`;
  test.each([
    ["as a property", `createMetricsServer({ port: 1, register: registry });`],
    ["as an argument", `createMetricsServer(registry);`],
    ["in a constant", `const options = { on: [registry] };\ncreateMetricsServer(options);`],
    ["by a function of the project", `const f = (given) => createMetricsServer({ given });\nf(registry);`],
    ["by a pattern", `function f({ given }) { createMetricsServer(given); }\nf({ given: registry });`],
    ["as what a function returns", `createMetricsServer({ useFactory: () => registry });`],
    ["from a field", `class A { r = registry; run() { createMetricsServer({ r: this.r }); } }`],
    ["as its method", `createMetricsServer(registry.metrics.bind(registry));`],
    [
      "from a parameter of its type",
      `import type { Registry } from "prom-client";\nexport const f = (r: Registry) => createMetricsServer(r);`,
    ],
    ["as all of the package", `import client from "prom-client";\ncreateMetricsServer({ client });`],
    ["to an object that is not known", `export const f = (app) => { app.locals.registry = registry; };`],
    ["to a class", `new Server(registry);`],
  ])("leaves the metrics of a registry that other code gets %s", (_what, user) => {
    const done = converted(
      { "m.js": declared, "b.ts": server + user },
      { packages: ["@acme/server", "prom-client"] },
    );
    expect(done.files).toEqual([]);
    expect(done.left).toContainEqual(
      expect.objectContaining({
        call: "new Counter",
        reason: expect.stringMatching(/^b\.ts:\d passes on/) as unknown,
      }),
    );
  });

  test("converts the metrics of a registry that nothing gets", () => {
    const user = `${server}createMetricsServer({ type: registry.contentType });\nconst f = (given) => given.contentType;\nf(registry);\nconst { a } = { a: 1, registry };\ncreateMetricsServer(a);\n`;
    const files = { "m.js": declared, "b.js": user };
    expect(converted(files, { packages: ["@acme/server", "prom-client"] }).files).toHaveLength(1);
  });

  const panel = `import axios from "axios";\nexport class Panel { show() { return this.api.metrics(); } }\n`;
  const packages = ["axios", "prom-client", "@acme/metrics"];
  test("reads no registry in a file that has nothing to do with prom-client", () => {
    const files = {
      "m.js": metric,
      "web/panel.js": panel,
      "web/panel.test.js": `import "./panel.js";\n${panel}`,
    };
    expect(converted(files, { packages }).files).toHaveLength(1);
  });

  test.each<[what: string, files: Readonly<Record<string, string>>, locals?: ReadonlyMap<string, string>]>([
    ["imports a module with it", { "web/panel.js": `import "../m.js";\n${panel}` }],
    [
      "is imported beside it",
      { "web/panel.js": panel, "main.js": `import "./m.js";\nimport "./web/panel.js";\n` },
    ],
    [
      "imports a package of the project with it",
      { "web/panel.js": `import "@acme/metrics";\n${panel}`, "libs/m/m.js": metric },
      new Map([["@acme/metrics", "libs/m"]]),
    ],
    ["imports what cannot be found", { "web/panel.js": `import "#metrics";\n${panel}` }],
    ["imports it by an alias", { "web/panel.js": `import "@/m";\n${panel}` }],
  ])("leaves the metrics when a file with a reader %s", (_what, files, locals = new Map()) => {
    const done = converted({ "m.js": metric, ...files }, { packages, locals });
    expect(done.files).toEqual([]);
    expect(done.left[0]?.reason).toContain("web/panel.js:");
  });

  test("leaves the metrics that are pushed, and those that a package serves", () => {
    const push = `import { Pushgateway } from "prom-client";\nnew Pushgateway("http://127.0.0.1:1").pushAdd({ jobName: "j" });\n`;
    expect(converted({ "m.js": metric, "b.js": push }).files).toEqual([]);
    expect(converted({ "m.js": metric }, { packages: ["express-prom-bundle"] }).files).toEqual([]);
    expect(converted({ "m.js": metric }).files).toHaveLength(1);
  });

  test("stays: a definition in a file that may not change", () => {
    const [app, other] = [parseModule("app.js", route), parseModule("m.js", metric)] as SourceModule[];
    const done = convert(createProject([app!, other!]), new Map([[app!, route]]), origins, {
      unread: [],
      packages: [],
      locals: new Map(),
    });
    expect(done.files).toEqual([]);
    expect(done.left).toMatchObject([{ call: "register.metrics", reason: expect.stringMatching(/^m.js:2/) }]);
  });
});
