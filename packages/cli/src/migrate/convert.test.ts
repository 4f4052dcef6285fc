import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseModule } from "../code/source-module.ts";
import { after, converted } from "./converted-for-test.ts";
import { createEdits } from "./edits.ts";

const stock = `import { trace } from "@opentelemetry/api";\nconst tracer = trace.getTracer("shop");\n`;
const ours = `import { trace } from "telltale";\n`;

describe("spans", () => {
  test.each<[what: string, before: string, after: string]>([
    [
      "on one line",
      `tracer.startActiveSpan("a", async (span) => { try { return await work(); } finally { span.end(); } });\n`,
      `trace("a", async () => { return await work(); });\n`,
    ],
    ...[
      `return parse(text);`,
      `return JSON.parse(text);`,
      `return found;`,
      `return items.reduce((sum, one) => sum + one, 0);`,
      `return undefined;`,
      `run(() => { return load(); });`,
    ].map((body): [string, string, string] => [
      `with a \`finally\` after \`${body}\``,
      `const found = new Map();\nfunction parse(text) { return text.split(",").length; }\ntracer.startActiveSpan("a", (span) => { try { ${body} } finally { span.end(); } });\n`,
      `const found = new Map();\nfunction parse(text) { return text.split(",").length; }\ntrace("a", () => { ${body} });\n`,
    ]),
    [
      "ended in both branches",
      `tracer.startActiveSpan("a", async (span) => {\n  try {\n    const r = await work();\n    span.end();\n    return r;\n  } catch (e) {\n    span.recordException(e);\n    span.end();\n    throw e;\n  }\n});\n`,
      `trace("a", async () => {\n  const r = await work();\n  return r;\n});\n`,
    ],
    [
      "with statements before the try and a comment in it",
      `tracer.startActiveSpan("a", (span) => {\n  prepare();\n  try {\n    // first\n    work();\n  } finally {\n    span.end();\n  }\n});\n`,
      `trace("a", () => {\n  prepare();\n  // first\n  work();\n});\n`,
    ],
    [
      "with an early return",
      `tracer.startActiveSpan("a", (span) => {\n  if (no) {\n    span.end();\n    return;\n  }\n  work();\n  span.end();\n});\n`,
      `trace("a", () => {\n  if (no) {\n    return;\n  }\n  work();\n});\n`,
    ],
    [
      "with a value that is there",
      `tracer.startActiveSpan("a", async (span) => {\n  let found;\n  found = await work();\n  span.end();\n  return found;\n});\n`,
      `trace("a", async () => {\n  let found;\n  found = await work();\n  return found;\n});\n`,
    ],
    [
      "with the error's own type",
      `tracer.startActiveSpan("a", (span) => {\n  try {\n    work();\n  } catch (e) {\n    span.setAttribute("error.type", e.constructor.name);\n    span.setAttribute(ATTR_ERROR_TYPE, (e as Error).name);\n    throw e;\n  } finally {\n    span.end();\n  }\n});\n`,
      `trace("a", () => {\n  work();\n});\n`,
    ],
    [
      "with a finally that does more",
      `tracer.startActiveSpan("a", (span) => {\n  try {\n    work();\n  } finally {\n    close();\n    span.end();\n  }\n});\n`,
      `trace("a", () => {\n  try {\n    work();\n  } finally {\n    close();\n  }\n});\n`,
    ],
    [
      "inside of another one with the same name for the span",
      `tracer.startActiveSpan("a", (span) => {\n  tracer.startActiveSpan("b", (span) => {\n    span.setAttribute("k", 1);\n    span.end();\n  });\n  span.end();\n});\n`,
      `trace("a", () => {\n  trace("b", (span) => {\n    span.setAttribute("k", 1);\n  });\n});\n`,
    ],
  ])("%s", (_what, before, expected) => {
    expect(after(stock + before)).toBe(`${ours}${expected}`);
  });

  test.each<[reason: RegExp, source: string]>([
    [/callback/, `tracer.startActiveSpan("a", (span) => work().finally(() => span.end()));`],
    [/callback/, `tracer.startActiveSpan("a", (span) => { setTimeout(() => span.end(), 5); });`],
    [/callback/, `tracer.startActiveSpan("a", (span) => work(span));`],
    [/before the function does/, `tracer.startActiveSpan("a", (span) => { span.end(); more(); });`],
    [/before the function does/, `tracer.startActiveSpan("a", (span) => { span.end(); return more(); });`],
    [/a time that is given/, `tracer.startActiveSpan("a", (span) => { work(); span.end(5); });`],
    [/defined elsewhere/, `tracer.startActiveSpan("a", handler);`],
    [/no plain name/, `tracer.startActiveSpan("a", ({ end }) => { end(); });`],
    [/from a context/, `tracer.startActiveSpan("a", {}, ctx, (span) => { span.end(); });`],
    [/from a context/, `tracer.startSpan("a", options, ctx);`],
    [/spread/, `tracer.startActiveSpan(...all);`],
    [
      /throws another one/,
      `tracer.startActiveSpan("a", (span) => { try { work(); } catch (e) { span.recordException(e); throw new Other(e); } finally { span.end(); } });`,
    ],
    [
      /would replace/,
      `tracer.startActiveSpan("a", (span) => { try { work(); } catch (e) { span.setStatus({ code: 2, message: "no" }); throw e; } finally { span.end(); } });`,
    ],
    ...[
      `span.setAttribute("error.type", "card_declined");`,
      `span.setAttribute(ATTR_ERROR_TYPE, e.code);`,
      `span.setAttributes({ "error.type": e.code });`,
      `span.setAttributes({ [conventions.ATTR_ERROR_TYPE]: e.code });`,
      `span.recordException(e); span.setAttribute("error.type", e.code ?? e.name);`,
    ].map((set): [RegExp, string] => [
      /an `error.type` that `trace` would replace/,
      `tracer.startActiveSpan("a", (span) => { try { work(); } catch (e) { ${set} throw e; } finally { span.end(); } });`,
    ]),
    [
      /an `error.type` that `trace` would replace/,
      `tracer.startActiveSpan("a", (span) => { try { work(); } catch (e) { span.setAttribute("error.type", "declined"); throw new Other(e); } finally { span.end(); } });`,
    ],
    ...[
      `try { return work(); } finally { span.end(); }`,
      `try { const p = work(); return p; } finally { span.end(); }`,
      `try { check(); } catch (e) { return work(); } finally { span.end(); }`,
      `const load = () => work(); try { return load(); } finally { span.end(); }`,
      `try { return load(); } finally { span.end(); } async function load() {}`,
      `try { return Promise.map(ids, load); } finally { span.end(); }`,
      `const async = require("async"); try { return async.map(ids, load); } finally { span.end(); }`,
      `try { return this.ready; } finally { span.end(); }`,
    ].flatMap((body): [RegExp, string][] => [
      [/before the function does/, `tracer.startActiveSpan("a", (span) => { ${body} });`],
      [/before the function does/, `tracer.startActiveSpan("a", async (span) => { ${body} });`],
    ]),
    ...[
      `const p = work(); span.end(); return p;`,
      `const p = ready ? await work() : work(); span.end(); return p;`,
      `const p = new Promise(run); span.end(); return p;`,
      `let p; p = work(); span.end(); return p;`,
      `if (no) { const p = fetch(url); span.end(); return p; } span.end();`,
    ].map((body): [RegExp, string] => [
      /before the function does/,
      `tracer.startActiveSpan("a", async (span) => { ${body} });`,
    ]),
    [
      /another `try`/,
      `tracer.startActiveSpan("a", (span) => { try { try { work(); } catch (e) { span.recordException(e); throw e; } } catch (f) { tell(f); } span.end(); });`,
    ],
    [
      /declares a name/,
      `tracer.startActiveSpan("a", (span) => { const total = compute(rate); try { const rate = 5; work(rate, total); } finally { span.end(); } });`,
    ],
    [
      /declares a name/,
      `tracer.startActiveSpan("a", (span) => { const later = () => rate; try { const { rate } = five; work(rate); } finally { span.end(); } });`,
    ],
    [
      /does not always throw/,
      `tracer.startActiveSpan("a", (span) => { try { work(); } catch (e) { span.recordException(e); if (e.ok) return; throw e; } finally { span.end(); } });`,
    ],
    [
      /does not always throw/,
      `tracer.startActiveSpan("a", (span) => { try { work(); } catch (e) { span.setStatus({ code: 2 }); for (const one of all) { if (one) throw one; } throw e; } finally { span.end(); } });`,
    ],
    [
      /throws another one/,
      `tracer.startActiveSpan("a", (span) => { try { work(); } catch (e) { span.recordException(e); e = new Error("public"); throw e; } finally { span.end(); } });`,
    ],
    [
      /comment/,
      `tracer.startActiveSpan("a", (span) => { try { work(); } finally { /* always */ span.end(); } });`,
    ],
    [
      /declares a name/,
      `tracer.startActiveSpan("a", (span) => { const x = 1; try { const x = 2; work(x); } finally { span.end(); } });`,
    ],
  ])("stay: %s", (reason, source) => {
    expect(after(stock + source)[0]).toMatch(reason);
  });

  test("leaves tracers that it cannot follow, and functions of other packages, alone", () => {
    expect(
      after(`import { tracer } from "other";\ntracer.startActiveSpan("a", (span) => { span.end(); });`),
    ).toEqual([]);
  });
});

describe("without semicolons", () => {
  const api = `import { trace } from '@opentelemetry/api'\n`;
  const tracer = `const tracer = trace.getTracer('shop')\n`;
  const nodeSdk = `import { NodeSDK } from '@opentelemetry/sdk-node'\n`;

  test.each<[what: string, before: string, after: string]>([
    [
      "the start of the SDK before an array",
      `${nodeSdk}const sdk = new NodeSDK({ serviceName: 'shop' })\nsdk.start()\n;['SIGTERM'].forEach((one) => process.on(one, stop))\n`,
      `import { start } from 'telltale'\nconst sdk = start({ service: 'shop' })\n;['SIGTERM'].forEach((one) => process.on(one, stop))\n`,
    ],
    [
      "the start of the SDK before a comment and a function",
      `${nodeSdk}const sdk = new NodeSDK({ serviceName: 'shop' })\nsdk.start()\n// then\n;(async () => {})()\n`,
      `import { start } from 'telltale'\nconst sdk = start({ service: 'shop' })\n// then\n;(async () => {})()\n`,
    ],
    [
      "the start of the SDK with a semicolon of its own",
      `${nodeSdk}const sdk = new NodeSDK({ serviceName: 'shop' })\nsdk.start();\n\`a\`.trim()\n`,
      `import { start } from 'telltale'\nconst sdk = start({ service: 'shop' })\n;\`a\`.trim()\n`,
    ],
    [
      "an import before an array",
      `${api}${tracer};[1, 2].forEach(() => tracer.startSpan('a').end())\n`,
      `import { startSpan } from 'telltale'\n;[1, 2].forEach(() => startSpan('a').end())\n`,
    ],
    [
      "a tracer between statements",
      `${api}const list = all\n${tracer};(() => tracer.startSpan('a').end())()\n`,
      `import { startSpan } from 'telltale'\nconst list = all\n;(() => startSpan('a').end())()\n`,
    ],
    [
      "a try that begins with an array",
      `${api}${tracer}tracer.startActiveSpan('a', (span) => {\n  const a = b\n  try {\n    [1, 2].forEach(work)\n  } finally {\n    span.end()\n  }\n})\n`,
      `import { trace } from 'telltale'\ntrace('a', () => {\n  const a = b\n  ;[1, 2].forEach(work)\n})\n`,
    ],
    [
      "a try before a parenthesis",
      `${api}${tracer}tracer.startActiveSpan('a', (span) => {\n  try {\n    work()\n  } catch (e) {\n    span.recordException(e)\n    throw e\n  }\n  (more || less)()\n  span.end()\n})\n`,
      `import { trace } from 'telltale'\ntrace('a', () => {\n  work()\n  ;(more || less)()\n})\n`,
    ],
    [
      "a try and a statement on one line",
      `${api}${tracer}tracer.startActiveSpan('a', (span) => { try { work() } catch (e) { span.recordException(e); throw e } more(); span.end() })\n`,
      `import { trace } from 'telltale'\ntrace('a', () => { work() ;more(); })\n`,
    ],
  ])("keeps statements apart: %s", (_what, before, expected) => {
    const { files, broken } = converted({ "a.mjs": before });
    expect(broken).toEqual([]);
    expect(files[0]?.after).toBe(expected);
  });
});

test("edits move ranges with the edits inside of them, to before and after where they were", () => {
  const edits = createEdits("one(two, three)");
  edits.replace({ start: 0, end: 15 }, { start: 9, end: 14 }, "(", { start: 4, end: 7 }, ")");
  edits.replace({ start: 4, end: 5 }, "T");
  edits.replace({ start: 9, end: 10 }, "T");
  edits.replace({ start: 15, end: 15 }, "(", { start: 4, end: 7 }, ")");
  expect(edits.apply()).toBe("Three(Two)(Two)");
});

test.each<[what: string, first: [number, number], second: [number, number]]>([
  ["ends after the other begins", [0, 5], [3, 8]],
  ["has the same range", [3, 5], [3, 5]],
])("edits are not applied when one %s", (_what, [a, b], [c, d]) => {
  const edits = createEdits("one(two, three)");
  edits.replace({ start: 1, end: 2 }, "N");
  edits.replace({ start: a, end: b }, "x");
  edits.replace({ start: c, end: d }, "y");
  expect(edits.apply()).toBeUndefined();
});

describe("what is not a call", () => {
  test("keeps line ends, a byte order mark, and lines of texts", () => {
    const source = `\uFEFF${stock}tracer.startActiveSpan("ü", (span) => {\n  try {\n    return \`\n    text\n\`;\n  } finally {\n    span.end();\n  }\n});\n`;
    const expected = `\uFEFF${ours}trace("ü", () => {\n  return \`\n    text\n\`;\n});\n`;
    expect(after(source)).toBe(expected);
    expect(after(source.replaceAll("\n", "\r\n"))).toBe(expected.replaceAll("\n", "\r\n"));
  });

  test("joins an import that is there, and does not hide another name", () => {
    const source = `import { log } from "telltale";\n${stock}const addEvent = 1;\ntrace.getActiveSpan()?.addEvent("a");\nlog.info(addEvent);\n`;
    expect(after(source)).toBe(
      `import { log, addEvent as telltaleAddEvent } from "telltale";\nimport { trace } from "@opentelemetry/api";\nconst tracer = trace.getTracer("shop");\nconst addEvent = 1;\ntelltaleAddEvent("a");\nlog.info(addEvent);\n`,
    );
  });

  test("never removes an exported tracer, and lists one that no file uses any more", () => {
    const tracing = `import { trace } from "@opentelemetry/api";\nexport const tracer = trace.getTracer("shop");\n`;
    const { files, left } = converted({
      "tracing.ts": tracing,
      "user.ts": `import { tracer } from "./tracing.js";\ntracer.startSpan("a").end();\n`,
      "user.cts": `const { tracer } = require("./tracing");\ntracer.startSpan("a").end();\n`,
    });
    expect(Object.fromEntries(files.map(({ file, after: text }) => [file, text]))).toEqual({
      "user.ts": `import { startSpan } from "telltale";\nimport "./tracing.js";\nstartSpan("a").end();\n`,
      "user.cts": `const { startSpan } = require("telltale");\nrequire("./tracing");\nstartSpan("a").end();\n`,
    });
    expect(left).toMatchObject([
      {
        location: { file: "tracing.ts", line: 2 },
        call: "tracer",
        reason: expect.stringMatching(/exported/),
      },
    ]);
  });

  test("keeps running modules that it imported names from, except those of types", () => {
    const source = `import { trace } from "@opentelemetry/api";\nimport { name } from "@acme/names";\nimport type { Own } from "./own.js";\nconst tracer = trace.getTracer("a");\ntracer.startActiveSpan("a", (span: Own<typeof name>) => { span.end(); });\n`;
    expect(after(source)).toBe(
      `import { trace } from "telltale";\nimport "@acme/names";\ntrace("a", () => { });\n`,
    );
  });

  test("leaves an exported tracer that another file imports", () => {
    const { files } = converted({
      "tracing.ts": `import { trace } from "@opentelemetry/api";\nexport const tracer = trace.getTracer("shop");\n`,
      "user.ts": `import { tracer } from "./tracing.ts";\ntracer.startSpan("a").end();\ntracer.startActiveSpan("b", handler);\n`,
    });
    expect(files.map(({ file }) => file)).toEqual(["user.ts"]);
  });

  test("converts JSX", () => {
    expect(
      after(`${stock}export const A = () => { tracer.startSpan("a").end(); return <b>a</b>; };\n`, "a.jsx"),
    ).toBe(
      `import { startSpan } from "telltale";\nexport const A = () => { startSpan("a").end(); return <b>a</b>; };\n`,
    );
  });
});

describe("instruments", () => {
  const meter = (text: string): string =>
    `import { metrics, ValueType } from "@opentelemetry/api";\nconst meter = metrics.getMeter("shop");\n${text}`;

  test.each<[reason: RegExp, source: string]>([
    [/`advice`/, `meter.createHistogram("a", { advice: bounds });`],
    [/`advice`/, `meter.createHistogram("a", { advice: { ...bounds } });`],
    [/`advice`/, `meter.createHistogram("a", { advice: { explicitBucketBoundaries: [1], other: 2 } });`],
    [/fractions/, `meter.createCounter("a", { valueType: ValueType.INT });`],
    [/fractions/, `meter.createCounter("a", { valueType: type });`],
    [/not written here/, `meter.createCounter("a", { ...options });`],
    [/not written here/, `meter.createCounter("a", { get unit() { return next(); } });`],
  ])("stay: %s", (reason, source) => {
    expect(after(meter(source))).toEqual([expect.stringMatching(reason)]);
  });

  const gauge = `meter.createObservableGauge("a")`;
  test.each<[reason: RegExp, source: string]>([
    [/defined elsewhere/, `${gauge}.addCallback(read);`],
    [/other parameters/, `${gauge}.addCallback(({ observe }) => observe(1));`],
    [/other parameters/, `${gauge}.addCallback(() => {});`],
    [/does more than observe/, `${gauge}.addCallback((r) => { for (const one of all) r.observe(one); });`],
    [/does more than observe/, `${gauge}.addCallback((r) => { if (is) r.observe(1); r.observe(2); });`],
    [/does more than observe/, `${gauge}.addCallback((r) => { r.observe(1); more(); });`],
    [/does more than observe/, `${gauge}.addCallback((r) => r.observe(...both));`],
    [/does more than observe/, `${gauge}.addCallback((r) => { if (no) return 5; r.observe(1); });`],
    [/does more than observe/, `${gauge}.addCallback(function (r) { r.observe(arguments.length); });`],
    [/comment/, `${gauge}.addCallback((r) => { r.observe(1, a); /* and */ r.observe(2, b); });`],
    [/comment/, `const g = /* of all */ ${gauge};\ng.addCallback((r) => r.observe(1));`],
    [/comment/, `${gauge}.addCallback((r /* rows */) => r.observe(n));`],
    [/comment/, `${gauge}.addCallback((r: /* of rows) */ Result) => r.observe(n));`],
    [/comment/, `${gauge}.addCallback((r) => r.observe(n) /* note */);`],
    [/comment/, `${gauge}.addCallback((r) => r.observe(n), // note\n);`],
    [/comment/, `${gauge}.addCallback((/* rows */ (r) => r.observe(n)));`],
    [/later one throws/, `${gauge}.addCallback((r) => { r.observe(a()); r.observe(b()); });`],
    [/later one throws/, `${gauge}.addCallback(async (r) => { r.observe(a); r.observe(await b, c); });`],
    [/later one throws/, `${gauge}.addCallback((r) => { r.observe(1, a); r.observe(2, { by: by() }); });`],
    [/added elsewhere/, `use(${gauge}.addCallback((r) => r.observe(1)));`],
    [/added elsewhere/, `${gauge}.removeCallback(read);`],
    [/not a constant/, `use(${gauge});`],
    [/not one callback/, `const g = ${gauge};`],
    [/not one callback/, `const g = ${gauge};\nif (is) g.addCallback((r) => r.observe(1));`],
    [
      /not one callback/,
      `const g = ${gauge};\ng.addCallback((r) => r.observe(1));\ng.addCallback((r) => r.observe(2));`,
    ],
    [/not one callback/, `const g = ${gauge};\ng.addCallback((r) => r.observe(1));\nstop(g);`],
    [/other than `record`/, `const g = meter.createGauge("a");\ng.record(1);\ng.reset(1);`],
    [/several instruments/, `meter.addBatchObservableCallback(read, [one, two]);`],
  ])("that are observed stay: %s", (reason, source) => {
    expect(after(meter(source))[0]).toMatch(reason);
  });

  test.each<[before: string, after: string]>([
    [`${gauge}.addCallback((r) => r.observe(size()));\n`, `gauge("a", {}, () => size());\n`],
    [
      `${gauge}.addCallback((r) => { r.observe(a()); r.observe(b.size); });\n`,
      `gauge("a", {}, () => { return [{ value: a() }, { value: b.size }]; });\n`,
    ],
    [
      `${gauge}.addCallback(r => { r.observe(1, by) });\n`,
      `gauge("a", {}, () => { return [{ value: 1, attributes: by }] });\n`,
    ],
    [
      `const g = meter.createObservableGauge("a", { unit: "s" });\nconst read = size;\ng.addCallback(async function (r) {\n  r.observe(await read());\n});\n`,
      `const read = size;\ngauge("a", { unit: "s" }, async function () {\n  return await read();\n});\n`,
    ],
  ])("that are observed by one callback: %s", (before, expected) => {
    expect(after(meter(before).replace(", ValueType", ""))).toBe(
      `import { gauge } from "telltale";\n${expected}`,
    );
  });

  test("keep bounds, and lose a value type that is the default", () => {
    expect(
      after(
        meter(
          `meter.createHistogram("a", { valueType: ValueType.DOUBLE, advice: { explicitBucketBoundaries: bounds } });\n`,
        ),
      ),
    ).toBe(`import { histogram } from "telltale";\nhistogram("a", { buckets: bounds });\n`);
  });
});

const folder = (...parts: readonly string[]): string =>
  path.join(import.meta.dirname, "../../../..", ...parts);

function filesIn(place: string): Record<string, string> {
  const names = readdirSync(place).filter((name) => /\.[cm]?[jt]s$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(place, name), "utf8")]));
}

test("converts the eight examples of the stock API, and leaves nothing", () => {
  const { files, left } = converted(filesIn(folder("examples/patterns/src/stock")));
  expect(files).toHaveLength(8);
  expect(left).toEqual([]);
  for (const { after: text } of files) expect(text).not.toContain("@opentelemetry");
});

const projects = ["opentelemetry", "opentelemetry-commonjs", "prom-client"];
const fixture = (name: string, side: string): Record<string, string> =>
  filesIn(folder("packages/cli/test/fixtures/migrate", name, side));

/** The files as they are written without semicolons. */
const bareLines = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => [
      file,
      text.replaceAll(/;$/gm, "").replaceAll(/^(\s*)(?=[[(`+\-/](?![/*])(?!.*,$))/gm, "$1;"),
    ]),
  );

test.each(projects)("converts %s without semicolons as with them", (name) => {
  const before = bareLines(fixture(name, "before"));
  const { files, broken } = converted(before);
  expect(broken).toEqual([]);
  expect(files.length).toBeGreaterThan(0);
  const texts = Object.fromEntries(files.map(({ file, after: text }) => [file, text]));
  expect({ ...before, ...texts }).toEqual(bareLines(fixture(name, "after")));
});

const samples = projects.flatMap((name) => {
  const files = fixture(name, "before");
  return [files, bareLines(files)];
});

test("whatever lines are missing, the result parses, and converting it again changes nothing", () => {
  const lines = fc.array(fc.nat({ max: 110 }), { maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...samples), lines, (sample, missing) => {
      const files = Object.fromEntries(
        Object.entries(sample).map(([file, text]) => [
          file,
          text
            .split("\n")
            .filter((_, index) => !missing.includes(index))
            .join("\n"),
        ]),
      );
      const first = converted(files);
      expect(first.broken).toEqual([]);
      const texts = {
        ...files,
        ...Object.fromEntries(first.files.map(({ file, after: text }) => [file, text])),
      };
      for (const { file, after: text } of first.files)
        expect(parseModule(file, text)).toHaveProperty("program");
      expect(converted(texts).files).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
