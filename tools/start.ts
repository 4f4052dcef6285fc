// `npm start`: builds what changed, starts the console on a durable folder and the demo shop beside it, and stops both in order.
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { startChild, supervise } from "../packages/console/src/commands/demo/supervise.ts";
import { build } from "./build.ts";
import { demoDashboards, demoRules, startShop } from "./demo-shop.ts";
import { root } from "./source-files.ts";

/** tools/run.mjs prints the same before anything is installed. */
const usage = readFileSync(path.join(root, "tools/start-usage.txt"), "utf8");

const options = readOptions();
if (!(await build())) process.exit(1);

process.exitCode = await supervise({
  startConsole,
  startShop: options.demo
    ? ({ otlpHttp, page }) => startShop(otlpHttp, options.shoppers, withToken(page))
    : undefined,
  describe: ({ page, otlpHttp, otlpGrpc }) => `  page        ${page}
  OTLP/HTTP   ${otlpHttp}
  OTLP/gRPC   ${otlpGrpc}
  data        ${options.data}
${options.demo ? "\n  The demo shop is opening; its first transactions show within a minute.\n" : ""}
  Ctrl-C stops everything.`,
});

function readOptions() {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2),
      allowNegative: true,
      options: {
        demo: { type: "boolean", default: true },
        shoppers: { type: "string", default: "12" },
        data: { type: "string", default: path.join(root, ".telltale", "data") },
        listen: { type: "string" },
        "token-file": { type: "string" },
        port: { type: "string", default: "4319" },
        "otlp-http-port": { type: "string", default: "4318" },
        "otlp-grpc-port": { type: "string", default: "4317" },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    checkNumber("--shoppers", values.shoppers, 0, 1000);
    for (const port of ["port", "otlp-http-port", "otlp-grpc-port"] as const)
      checkNumber(`--${port}`, values[port], 0, 65_535);
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(1);
  }
}

/** @throws {Error} with the flag, before anything is built or started. */
function checkNumber(flag: string, text: string, least: number, most: number): void {
  if (/^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most) return;
  throw new Error(`Cannot use \`${flag} ${text}\`: expected a whole number from ${least} to ${most}.`);
}

function startConsole(): ChildProcess {
  const script = path.join(root, "packages/console/dist/cli.js");
  const ports = ["port", "otlp-http-port", "otlp-grpc-port"] as const;
  const fixed = ["start", "--data", options.data, "--log-level", "warn", "--print-addresses", "json"];
  const args = [script, ...fixed, ...ports.flatMap((name) => [`--${name}`, options[name]])];
  for (const name of ["listen", "token-file"] as const) {
    const value = options[name];
    if (value !== undefined) args.push(`--${name}`, value);
  }
  if (options.demo) args.push("--alert-rules", demoRules(), "--dashboards", demoDashboards);
  return startChild(args, "pipe", process.env, root);
}

/** What the shop needs where the console, which has checked the file by now, asks for a token. */
function withToken(page: string): Record<string, string> {
  const file = options["token-file"];
  const token = file === undefined ? process.env["TELLTALE_TOKEN"] : readFileSync(file, "utf8").trim();
  if (token === undefined || token === "") return {};
  return {
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(`Bearer ${token}`)}`,
    TELLTALE_SAMPLING_REMOTE: page,
    TELLTALE_SAMPLING_REMOTE_TOKEN: token,
    TELLTALE_SAMPLING_REMOTE_POLL_MS: "2000",
  };
}
