// `telltale-console export`: what is stored of one signal in a range of time, as files. A range that is too large for one table is cut
// in halves until each fits.
import { existsSync } from "node:fs";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { type Command, Option } from "commander";
import {
  exportFormats,
  type ExportFormat,
  exportSignals,
  type ExportSignal,
  parseTime,
  pathOf,
} from "contract";
import { type Config, readConfig } from "../config.ts";
import { urlOption } from "../config/url-option.ts";
import { findConsole } from "../import/find-console.ts";
import { createLog } from "../log.ts";
import { startConsole } from "../main.ts";
import { refuseWithoutStore } from "../store/engine/directory-use.ts";
import { refusalOf } from "./refusal.ts";
import { writeWholeFile } from "./whole-file.ts";
import { ProblemError } from "../problem/problem.ts";

interface ExportFlags {
  readonly signal: ExportSignal;
  readonly format: ExportFormat;
  readonly from: string;
  readonly to: string;
  readonly out: string;
  readonly url?: string;
  readonly data?: string;
  readonly tokenFile?: string;
}

export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description(
      "write what is stored to files that `import` reads: OTLP JSON, or spans and logs as CSV or Parquet",
    )
    .addOption(new Option("--signal <signal>", "what to write").choices(exportSignals).makeOptionMandatory())
    .addOption(new Option("--format <format>", "how").choices(exportFormats).default("otlp-json"))
    .option("--from <time>", "ISO 8601 or relative, like -7d", "-1h")
    .option("--to <time>", "ISO 8601 or relative", "now")
    .requiredOption(
      "--out <file>",
      "a new file, or - for standard output; tables of many rows become several: FILE, FILE-2, FILE-3",
    )
    .addOption(urlOption())
    .option(
      "--data <dir>",
      "the data directory; when no console runs on it, it is opened for the time of the export",
    )
    .option("--token-file <file>", "file with the console's token")
    .action(runExport);
}

async function runExport(flags: ExportFlags): Promise<void> {
  const freePorts = { port: "0", otlpHttpPort: "0", otlpGrpcPort: "0" };
  const config = readConfig({ data: flags.data, tokenFile: flags.tokenFile, ...freePorts }, process.env);
  if (flags.out !== "-" && existsSync(flags.out))
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot write to \`${flags.out}\`: it is there already.`,
      "Choose a new file.",
    );
  const range = { from: readTime("--from", flags.from), to: readTime("--to", flags.to) };
  await withConsole(flags, config, async (page) => {
    const parts = await writeParts({ page, token: config.token, flags }, range, []);
    if (flags.out !== "-")
      process.stderr.write(parts.length === 0 ? "Nothing to write.\n" : `Wrote ${parts.join(", ")}.\n`);
  });
}

async function withConsole(
  flags: ExportFlags,
  config: Config,
  act: (page: string) => Promise<void>,
): Promise<void> {
  const found = await findConsole({
    url: flags.url,
    hasData: flags.data !== undefined,
    dataDir: config.dataDir,
    token: config.token,
  });
  if (found?.page !== undefined) return act(found.page);
  if (config.store.clickhouse === undefined) refuseWithoutStore(config.dataDir);
  const console = await startConsole(config, createLog("warn"));
  try {
    await act(console.addresses.page);
  } finally {
    await console.stop();
  }
}

function readTime(flag: string, expression: string): bigint {
  const ns = parseTime(expression, BigInt(Date.now()) * 1_000_000n);
  if (ns !== undefined) return ns / 1_000_000n;
  throw new ProblemError(
    "BAD_OPTION",
    `Cannot use \`${flag} ${expression}\`: expected an ISO 8601 time, or one relative to now like -1h, -7d or now.`,
  );
}

interface Target {
  readonly page: string;
  readonly token: string | undefined;
  readonly flags: ExportFlags;
}

/** Unix ms. */
interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

/** Writes the range and returns `written` with the files it made; in halves where it is too large for one. */
async function writeParts(target: Target, range: Range, written: string[]): Promise<readonly string[]> {
  const response = await ask(target, range);
  if (response.status === 422 && range.to - range.from > 1n && target.flags.out !== "-") {
    await response.arrayBuffer();
    const middle = (range.from + range.to) / 2n;
    await writeParts(target, { from: range.from, to: middle }, written);
    return writeParts(target, { from: middle, to: range.to }, written);
  }
  if (!response.ok) throw await refusalOf(target.page, response);
  // a half may be empty
  if (response.headers.get("x-telltale-rows") === "0" && written.length > 0) return written;
  await save(target.flags.out, Readable.fromWeb(response.body as ReadableStream), written);
  return written;
}

async function ask({ page, token, flags }: Target, { from, to }: Range): Promise<Response> {
  const url = new URL(pathOf("GET /api/export"), page);
  const { signal, format } = flags;
  url.search = new URLSearchParams({ signal, format, from: iso(from), to: iso(to) }).toString();
  return fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
}

function iso(ms: bigint): string {
  return new Date(Number(ms)).toISOString();
}

async function save(out: string, body: Readable, written: string[]): Promise<void> {
  if (out === "-") return pipeline(body, process.stdout, { end: false });
  const path = written.length === 0 ? out : numbered(out, written.length + 1);
  await writeWholeFile(path, body);
  written.push(path);
}

/** `spans.csv` as `spans-2.csv`. */
function numbered(path: string, number: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${number}${extension}`;
}
