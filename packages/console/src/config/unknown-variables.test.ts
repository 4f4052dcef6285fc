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
  ["TELLTALE_CONSOLE_TOKEN", "TELLTALE_CONSOLE_TOKEN_FILE"],
  ["TELLTALE_CONSOLE_LOG", "TELLTALE_CONSOLE_LOG_LEVEL"],
  ["TELLTALE_CONSOLE_HOST", "TELLTALE_CONSOLE_LISTEN"],
  ["TELLTALE_CONSOLE_DATA_DIR", "TELLTALE_CONSOLE_DATA"],
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
  const ofTests = [
    "TELLTALE_BUILT_CLI",
    "TELLTALE_BUILT_CONSOLE",
    "TELLTALE_DIST",
    "TELLTALE_PAGES",
    "TELLTALE_TESTS",
  ];
  const others = ["TELLTALE_TOKEN", "TELEGRAM_TOKEN", "TELLTALE_CONSOLE_URL", "PATH"];
  expect(found(...declared, ...ofService, ...ofTests, ...others)).toEqual([]);
});

test("ignores what Docker gives a container that is linked to one called telltale-console", () => {
  const address = "tcp://172.17.0.5:4318";
  const ofLink = {
    TELLTALE_CONSOLE_NAME: "/shop/telltale-console",
    TELLTALE_CONSOLE_PORT: address,
    TELLTALE_CONSOLE_PORT_4318_TCP: address,
    TELLTALE_CONSOLE_PORT_4318_TCP_ADDR: "172.17.0.5",
    TELLTALE_CONSOLE_PORT_4318_TCP_PORT: "4318",
    TELLTALE_CONSOLE_PORT_4318_TCP_PROTO: "tcp",
    TELLTALE_CONSOLE_ENV_NODE_VERSION: "24.1.0",
  };
  expect(unknownVariables(ofLink)).toEqual([]);
  expect(unknownVariables({ TELLTALE_CONSOLE_NAME: "shop" })).toHaveLength(1);
  expect(unknownVariables({ TELLTALE_CONSOLE_ENV_NODE_VERSION: "24.1.0" })).toHaveLength(1);
});

test("the start of several names is like none of them", () => {
  expect(found("TELLTALE_CONSOLE_OIDC")).toEqual(["unknown variable TELLTALE_CONSOLE_OIDC. It is ignored"]);
});

test("ignores the variables of the library", () => {
  const page = new URL("../../../../docs/reference/settings.md", import.meta.url);
  const names = [...readFileSync(page, "utf8").matchAll(/\b(?:TELLTALE|OTEL)(?:_[A-Z]+)+\b/g)];
  expect(names.length).toBeGreaterThan(80);
  expect(found(...names.map(([name]) => name))).toEqual([]);
});
