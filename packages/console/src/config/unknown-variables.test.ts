import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { consoleOptions } from "../config.ts";
import { unknownVariables } from "./unknown-variables.ts";

const declared = Object.values(consoleOptions).flatMap(({ variable }) => variable ?? []);
const found = (...names: string[]) => unknownVariables(Object.fromEntries(names.map((name) => [name, "1"])));

test.each([
  ["TELLTALE_CONSOLE_PROT", "TELLTALE_CONSOLE_PORT"],
  ["TELLTALE_CONSOLE_RETAINS", "TELLTALE_CONSOLE_RETAIN"],
  ["TELTALE_CONSOLE_LISTEN", "TELLTALE_CONSOLE_LISTEN"],
  ["TELLTALE_CONSOL_DATA", "TELLTALE_CONSOLE_DATA"],
  ["TELLTALE_CONSOLE_CLICKHOUSE_PASWORD", "TELLTALE_CONSOLE_CLICKHOUSE_PASSWORD"],
])("%s is probably %s", (name, meant) => {
  expect(found(name)).toEqual([`unknown variable ${name}: did you mean ${meant}? It is ignored`]);
});

test("a name that is like no other is named, too", () => {
  expect(found("TELLTALE_CONSOLE_COLOR_OF_CHARTS")).toEqual([
    "unknown variable TELLTALE_CONSOLE_COLOR_OF_CHARTS. It is ignored",
  ]);
});

test("ignores variables that are read, those of a service of Kubernetes, and those of other software", () => {
  const ofService = [
    "TELLTALE_CONSOLE_SERVICE_HOST",
    "TELLTALE_CONSOLE_SERVICE_PORT",
    "TELLTALE_CONSOLE_SERVICE_PORT_OTLP_HTTP",
    "TELLTALE_CONSOLE_PORT_4319_TCP",
    "TELLTALE_CONSOLE_PORT_4319_TCP_ADDR",
  ];
  const ofTests = ["TELLTALE_BUILT_CONSOLE", "TELLTALE_DIST", "TELLTALE_PAGES", "TELLTALE_TESTS"];
  const others = ["TELLTALE_TOKEN", "TELEGRAM_TOKEN", "TELLTALE_CONSOLE_URL", "PATH"];
  expect(found(...declared, ...ofService, ...ofTests, ...others)).toEqual([]);
});

test("ignores the variables of the library", () => {
  const page = new URL("../../../../docs/reference/settings.md", import.meta.url);
  const names = [...readFileSync(page, "utf8").matchAll(/\b(?:TELLTALE|OTEL)(?:_[A-Z]+)+\b/g)];
  expect(names.length).toBeGreaterThan(80);
  expect(found(...names.map(([name]) => name))).toEqual([]);
});
