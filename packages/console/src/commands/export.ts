// `telltale-console export`: the stored data of one signal in a time range, as files. A range that is too large for one table is split
// into halves until each fits.
import { existsSync } from "node:fs";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Command } from "commander";
import { pathOf } from "contract";
import { type Config, readConfig } from "../config.ts";
import { exportCommand, type ExportValues } from "../config/commands.ts";
import { findConsole } from "../import/find-console.ts";
import { createLog } from "../log.ts";
import { startConsole } from "../main.ts";
import { refuseWithoutStore } from "../store/engine/directory-use.ts";
import { addCommand } from "./add-command.ts";
import { refusalOf } from "./refusal.ts";
import { writeWholeFile } from "./whole-file.ts";
import { ProblemError } from "../problem/problem.ts";

export function addExportCommand(program: Command): void {
  addCommand(program, exportCommand, runExport);
}

async function runExport(values: ExportValues): Promise<void> {
  const { data, tokenFile, out } = values;
  const freePorts = { port: "0", otlpHttpPort: "0", otlpGrpcPort: "0" };
  const config = readConfig({ data, tokenFile, ...freePorts }, process.env);
  if (out !== "-" && existsSync(out))
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot write to \`${out}\`: it exists already.`,
      "Choose a new file.",
    );
  const range = { from: values.from / nsPerMs, to: values.to / nsPerMs };
  await withConsole(values, config, async (page) => {
    const parts = await writeParts({ page, token: config.token, values }, range, []);
    if (out !== "-")
      process.stderr.write(parts.length === 0 ? "Nothing to write.\n" : `Wrote ${parts.join(", ")}.\n`);
  });
}

const nsPerMs = 1_000_000n;

async function withConsole(
  { url, data }: ExportValues,
  config: Config,
  act: (page: string) => Promise<void>,
): Promise<void> {
  const found = await findConsole({
    url,
    hasData: data !== undefined,
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

interface Target {
  readonly page: string;
  readonly token: string | undefined;
  readonly values: ExportValues;
}

/** Unix ms. */
interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

/** Writes the range and returns `written` with the files it made; in halves where it is too large for one. */
async function writeParts(target: Target, range: Range, written: string[]): Promise<readonly string[]> {
  const response = await ask(target, range);
  if (response.status === 422 && range.to - range.from > 1n && target.values.out !== "-") {
    await response.arrayBuffer();
    const middle = (range.from + range.to) / 2n;
    await writeParts(target, { from: range.from, to: middle }, written);
    return writeParts(target, { from: middle, to: range.to }, written);
  }
  if (!response.ok) throw await refusalOf(target.page, response);
  // a half may be empty
  if (response.headers.get("x-telltale-rows") === "0" && written.length > 0) return written;
  await save(target.values.out, Readable.fromWeb(response.body as ReadableStream), written);
  return written;
}

async function ask({ page, token, values }: Target, { from, to }: Range): Promise<Response> {
  const url = new URL(pathOf("GET /api/export"), page);
  const { signal, format } = values;
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
