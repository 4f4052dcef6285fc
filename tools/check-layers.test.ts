import { expect, test } from "vitest";

import { importsOf, violations } from "./check-layers.ts";
import { inside } from "./layers.ts";

const arrow = (from: string, to: string): { from: string; to: string } => ({ from, to });

test("reads static, re-exporting, type-only and dynamic imports", () => {
  const text = [
    'import { a } from "./a.ts";',
    'import type { B } from "../b.ts";',
    'export * from "./c.ts";',
    'import "./side-effect.ts";',
    'import fs from "node:fs";',
    'const later = await import("./later.ts");',
    'import { z } from "zod";',
  ].join("\n");
  expect(importsOf("packages/web/src/ui/x.ts", text)).toEqual([
    arrow("packages/web/src/ui/x.ts", "packages/web/src/ui/a.ts"),
    arrow("packages/web/src/ui/x.ts", "packages/web/src/b.ts"),
    arrow("packages/web/src/ui/x.ts", "packages/web/src/ui/c.ts"),
    arrow("packages/web/src/ui/x.ts", "packages/web/src/ui/side-effect.ts"),
    arrow("packages/web/src/ui/x.ts", "packages/web/src/ui/later.ts"),
    arrow("packages/web/src/ui/x.ts", "zod"),
  ]);
});

test("allows imports from layers below and rejects those from above", () => {
  expect(
    violations([arrow("packages/telltale/src/span.ts", "packages/telltale/src/engine/runtime/clock.ts")]),
  ).toEqual([]);
  expect(
    violations([arrow("packages/telltale/src/engine/runtime/clock.ts", "packages/telltale/src/span.ts")]),
  ).toHaveLength(1);
  expect(
    violations([arrow("packages/web/src/draw/waterfall.ts", "packages/web/src/ui/button.tsx")]),
  ).toHaveLength(1);
});

test("refuses a package that another may not know, by name and by path", () => {
  expect(violations([arrow("packages/web/src/app.tsx", "otlp")])).toHaveLength(1);
  expect(violations([arrow("packages/console/src/main.ts", "packages/otlp/src/index.ts")])).toHaveLength(1);
  expect(violations([arrow("packages/console/src/receive/traces.ts", "otlp")])).toEqual([]);
});

test("keeps the engine's library inside the store", () => {
  expect(violations([arrow("packages/console/src/api/traces.ts", "ffi-rs")])).toHaveLength(1);
  expect(violations([arrow("packages/console/src/store/store.ts", "ffi-rs")])).toEqual([]);
});

test("finds cycles, those of types too", () => {
  const [a, b] = ["packages/web/src/lib/a.ts", "packages/web/src/lib/b.ts"];
  const arrows = [
    ...importsOf(a, 'import { b } from "./b.ts";'),
    ...importsOf(b, 'import type { A } from "./a.ts";'),
  ];
  expect(violations(arrows)).toEqual([`cycle: ${a} → ${b} → ${a}`]);
});

test("lets each folder of the engine import only those below it", () => {
  const engine = "packages/telltale/src/engine";
  const [span, tracer] = [`${engine}/span/span.ts`, `${engine}/tracer/tracer.ts`];
  expect(violations([arrow(tracer, span)])).toEqual([]);
  expect(violations([arrow(span, tracer)])).toHaveLength(1);
  expect(violations([arrow("packages/telltale/src/engine/new-file.ts", span)])).toHaveLength(1);
  expect(violations([arrow("packages/telltale/src/span.ts", tracer)])).toEqual([]);
});

test("lists each layer of the engine above those that import it", () => {
  const names: string[] = [];
  for (const { name, mayImport } of inside["telltale"] ?? []) {
    if (!name.startsWith("engine/")) continue;
    expect(names).toEqual(expect.arrayContaining(mayImport.filter((below) => below.startsWith("engine/"))));
    names.push(name);
  }
  expect(names).toContain("engine/span");
});

test("an exception is for its two files alone", () => {
  const measure = "tools/slow-texts.ts";
  expect(violations([arrow("packages/telltale/test/text-readers.ts", measure)])).toEqual([]);
  expect(violations([arrow("packages/telltale/test/packed/other.test.ts", measure)])).toHaveLength(1);
  expect(violations([arrow("packages/telltale/src/span.ts", measure)])).toHaveLength(1);
  expect(violations([arrow("packages/console/src/main.ts", measure)])).toHaveLength(1);
});
