// `telltale-console import FILE…`: reads, sends, counts what went in and what was taken, and says where to look.
import type { Batch } from "./batch.ts";
import { coalesce } from "./coalesce.ts";
import { forEachInFlight, inOrder } from "./in-flight.ts";
import { findConsole, otlpOf, type FoundConsole, type Wanted } from "./find-console.ts";
import { extend, noTime, timeSpanOf, type TimeSpan } from "./time-span.ts";
import { type Format, readBatches } from "./read-batches.ts";
import { send, type Target } from "./send.ts";
import { meaningOf } from "../problem/codes.ts";
import { located, ProblemError } from "../problem/problem.ts";

export interface ImportOptions extends Wanted {
  readonly files: readonly string[];
  /** Starts a console on the data directory for the time of the import, when none runs. */
  readonly openConsole: () => Promise<{
    readonly addresses: { readonly otlpHttp: string };
    stop(): Promise<void>;
  }>;
  /** A line for people. */
  readonly print: (line: string) => void;
  /** Called with what has been sent so far, for a line that is written again and again. */
  readonly onProgress?: ((items: number) => void) | undefined;
  readonly nowMs?: number | undefined;
}

/** Files at a time, and requests of each. */
const maxInFlight = 4;

/** Invalid rows of a table that are shown. */
const maxShownRows = 5;

type Counts = Record<Batch["signal"], number>;

interface FileResult {
  readonly file: string;
  readonly format: Format | undefined;
  readonly sent: Counts;
  readonly rejected: number;
  /** Of a table, that could not be sent. */
  readonly badRows: number;
  /** Unix ms of the first and the last moment in it. */
  readonly span: TimeSpan;
  readonly messages: readonly string[];
}

/** In the order in which one looks at them; also the names of their pages. */
const signals = ["traces", "logs", "metrics"] as const satisfies readonly Batch["signal"][];

const nouns: Readonly<Record<Batch["signal"], string>> = {
  traces: "span",
  metrics: "metric point",
  logs: "log record",
};

/** Loads all files and resolves to the exit code: 0 when everything in all of them was taken. */
export async function runImport(options: ImportOptions): Promise<number> {
  try {
    const found = await findConsole(options);
    if (found !== undefined) return await importAll(options, found);
    options.print(`No console is running: opening ${options.dataDir} for the time of the import.`);
    const console = await options.openConsole();
    try {
      const otlpHttp = console.addresses.otlpHttp || undefined;
      return await importAll(options, { otlpHttp, page: undefined });
    } finally {
      await console.stop();
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    options.print(error.text);
    return meaningOf(error.code).exit;
  }
}

async function importAll(options: ImportOptions, found: FoundConsole): Promise<0 | 1> {
  let failed = false;
  let span = noTime;
  const sent: Counts = { traces: 0, metrics: 0, logs: 0 };
  const target = { otlpUrl: otlpOf(found), token: options.token };
  for await (const result of inOrder(options.files, maxInFlight, (file) => tryFile(file, target, options))) {
    if (result instanceof ProblemError) {
      failed = true;
      options.print(result.text);
      continue;
    }
    options.print(`${result.file}: ${summarize(result)}`);
    for (const message of result.messages) options.print(`  ${message}`);
    span = extend(span, result.span);
    for (const signal of signals) sent[signal] += result.sent[signal];
    failed ||= result.rejected > 0 || result.badRows > 0 || result.format === undefined;
  }
  if (found.page !== undefined && span !== noTime) options.print(`Look at ${toLink(found.page, sent, span)}`);
  return failed ? 1 : 0;
}

async function tryFile(
  file: string,
  target: Target,
  options: ImportOptions,
): Promise<FileResult | ProblemError> {
  try {
    return await importFile(file, target, options);
  } catch (error) {
    if (error instanceof ProblemError) return located(error, file);
    throw error;
  }
}

async function importFile(file: string, target: Target, options: ImportOptions): Promise<FileResult> {
  const sent: Counts = { traces: 0, metrics: 0, logs: 0 };
  const messages = new Set<string>();
  let rejected = 0;
  let badRows = 0;
  let span = noTime;
  let format: Format | undefined;
  const report = {
    badRow(reason: string): void {
      badRows++;
      if (badRows <= maxShownRows) messages.add(reason);
    },
    note: (text: string): void => void messages.add(text),
  };
  await forEachInFlight(
    coalesce(readBatches(file, options.nowMs ?? Date.now(), report)),
    maxInFlight,
    async (next) => {
      format = next.format;
      span = extend(span, timeSpanOf(next.batch));
      const answer = await send(next.batch, target);
      sent[next.batch.signal] += next.batch.items;
      rejected += Number(answer.rejected);
      if (answer.errorMessage !== "") messages.add(answer.errorMessage);
      options.onProgress?.(sent.traces + sent.metrics + sent.logs);
    },
  );
  return { file, format, sent, rejected, badRows, span, messages: [...messages] };
}

/** The page of the first signal there is of traces, logs and metrics, showing the time from which the data is. */
function toLink(page: string, sent: Counts, { firstMs, lastMs }: TimeSpan): string {
  const query = new URLSearchParams({
    from: new Date(firstMs).toISOString(),
    to: new Date(lastMs + 1).toISOString(),
  });
  return `${page}/${signals.find((signal) => sent[signal] > 0) ?? "traces"}?${query.toString()}`;
}

function summarize({ format, sent, rejected, badRows }: FileResult): string {
  const unread = badRows > 0 ? `${badRows} ${badRows === 1 ? "row" : "rows"} that cannot be read` : "";
  if (format === undefined) return unread === "" ? "nothing in it." : `nothing in it but ${unread}.`;
  const parts = signals
    .filter((signal) => sent[signal] > 0)
    .map((signal) => `${sent[signal]} ${nouns[signal]}${sent[signal] === 1 ? "" : "s"}`);
  const total = sent.traces + sent.metrics + sent.logs;
  const lost = [rejected > 0 ? `${rejected} rejected` : "", unread].filter((part) => part !== "");
  return `${format}, ${[`${parts.join(", ")} sent`, `${total - rejected} taken`, ...lost].join(", ")}.`;
}
