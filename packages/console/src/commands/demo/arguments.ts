// The command lines of the console and the shop of a demo, and the variables that they get.
import type { DemoValues } from "../../config/demo-command.ts";
import type { ShopPackage } from "./shop-package.ts";

/** What follows `telltale-console`. */
export function consoleArguments(
  values: DemoValues,
  data: string,
  shop: Pick<ShopPackage, "alerts" | "dashboards">,
): readonly string[] {
  const ports = [
    ["--port", values.port],
    ["--otlp-http-port", values.otlpHttpPort],
    ["--otlp-grpc-port", values.otlpGrpcPort],
  ] as const;
  const given = [
    ["--data", data],
    ["--alert-rules", shop.alerts],
    ["--dashboards", shop.dashboards],
    ["--log-level", "warn"],
    ["--print-addresses", "json"],
  ];
  return [
    "start",
    ...given.flat(),
    ...ports.flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)])),
  ];
}

/**
 * `env` without the variables of Telltale and OpenTelemetry: the demo must neither write into a store that they name nor send its made-up
 * purchases to another backend.
 */
export function demoVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^(?:TELLTALE|OTEL)_/.test(name) || name === "TELLTALE_CONSOLE_ENGINE_USER",
    ),
  );
}
