// What the command `demo` starts, and where it finds the package of the shop.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { demoCommand } from "../../config/demo-command.ts";
import { readOptions } from "../../config/option.ts";
import { consoleArguments, demoVariables } from "./arguments.ts";
import { cacheDirectory, findShop } from "./shop-package.ts";

const shop = { script: "/demo/main.js", alerts: "/demo/alerts", dashboards: "/demo/dashboards" };
const read = (flags: Record<string, string>) => readOptions(demoCommand.options, flags, {});

test("the console starts with the shop's rules and dashboards, on the usual ports", () => {
  expect(consoleArguments(read({}), "/data", shop).join(" ")).toBe(
    "start --data /data --alert-rules /demo/alerts --dashboards /demo/dashboards --log-level warn --print-addresses json",
  );
});

test("ports are those of the command line", () => {
  const flags = { port: "0", otlpHttpPort: "14318", otlpGrpcPort: "14317" };
  expect(consoleArguments(read(flags), "/data", shop).slice(-6).join(" ")).toBe(
    "--port 0 --otlp-http-port 14318 --otlp-grpc-port 14317",
  );
});

test.each([
  [{ port: "http" }, "Cannot use `--port http`: expected a port number"],
  [{ shoppers: "many" }, "Cannot use `--shoppers many`: expected a whole number from 0 to 1000"],
  [{ shoppers: "1001" }, "Cannot use `--shoppers 1001`"],
])("%j is refused", (flags, message) => {
  expect(() => read(flags)).toThrow(message);
});

test("variables of other consoles and backends do not reach the demo", () => {
  const env = {
    PATH: "/bin",
    TELLTALE_CONSOLE_CLICKHOUSE: "http://production:8123",
    TELLTALE_CONSOLE_ENGINE_USER: "nobody",
    TELLTALE_TOKEN: "made-up-token",
    TELLTALE_ENDPOINT: "https://collector.example",
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://collector.example/v1/traces",
    OTEL_SDK_DISABLED: "true",
  };
  expect(demoVariables(env)).toEqual({ PATH: "/bin", TELLTALE_CONSOLE_ENGINE_USER: "nobody" });
});

test("the package of this version is found in the first directory that has it, if it is built", () => {
  const folder = mkdtempSync(join(tmpdir(), "telltale-demo-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const install = (place: string, version: string, isBuilt: boolean): string => {
    const directory = join(folder, place);
    const dist = join(directory, "node_modules/telltale-demo/dist");
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(dist, "../package.json"), JSON.stringify({ name: "telltale-demo", version }));
    if (isBuilt) writeFileSync(join(dist, "main.js"), "");
    return directory;
  };
  const other = install("other", "1.0.0", true);
  const unbuilt = install("unbuilt", "1.2.0", false);
  const right = install("right", "1.2.0", true);
  const below = join(right, "src");
  mkdirSync(below);
  const script = join(right, "node_modules/telltale-demo/dist/main.js");
  expect(findShop("1.2.0", [join(folder, "none"), other, unbuilt])).toBeUndefined();
  expect(findShop("1.2.0", [other, unbuilt, below])).toMatchObject({ script });
});

test.each([
  ["linux", {}, "/home/ada/.cache/telltale-console/demo-1.2.0"],
  ["linux", { XDG_CACHE_HOME: "/cache" }, "/cache/telltale-console/demo-1.2.0"],
  ["darwin", {}, "/home/ada/Library/Caches/telltale-console/demo-1.2.0"],
] as const)("on %s with %j the cache is %s", (platform, env, expected) => {
  expect(cacheDirectory("1.2.0", platform, "/home/ada", env)).toBe(expected);
});
