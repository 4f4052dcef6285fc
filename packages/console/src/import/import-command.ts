// `telltale-console import FILE…`: reads, sends, counts what went in and what was taken, and says where to look.
import { coalesce } from "./coalesce.ts";
import { forEachInFlight, inOrder } from "./in-flight.ts";
import { findConsole, otlpOf, type FoundConsole, type Wanted } from "./find-console.ts";
import { extend, noTime, type TimeSpan, timeSpanOf } from "./time-span.ts";
import { readBatches } from "./read-batches.ts";
import { send, type Target } from "./send.ts";
import { createTally, type RejectedRows, type Signal, sum, type Tally } from "./tally.ts";
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

/** Rows that were not taken and are shown. */
const maxShownRows = 5;

interface FileResult {
  readonly file: string;
  readonly tally: Tally;
}

/** In the order in which one looks at them; also the names of their pages. */
const signals = ["traces", "logs", "metrics"] as const satisfies readonly Signal[];

const nouns: Readonly<Record<Signal, string>> = {
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
  const present: Signal[] = [];
  const target = { otlpUrl: otlpOf(found), token: options.token };
  for await (const result of inOrder(options.files, maxInFlight, (file) => tryFile(file, target, options))) {
    if (result instanceof ProblemError) {
      failed = true;
      options.print(result.text);
      continue;
    }
    const { file, tally } = result;
    options.print(`${file}: ${summarize(tally)}`);
    for (const line of [...tally.rejectedRows.map(toLine), ...tally.notes]) options.print(`  ${line}`);
    span = extend(span, tally.span);
    present.push(...signals.filter((signal) => tally.sent[signal] > 0));
    failed ||= sum(tally.refused) > 0 || tally.unread > 0 || sum(tally.sent) === 0;
  }
  if (found.page !== undefined && span !== noTime)
    options.print(`Look at ${toLink(found.page, present, span)}`);
  return failed ? 1 : 0;
}

function toLine({ where, reason }: RejectedRows): string {
  return where === "" ? reason : `${where}: ${reason}`;
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
  const tally = createTally(maxShownRows);
  await forEachInFlight(
    coalesce(readBatches(file, options.nowMs ?? Date.now(), tally.report)),
    maxInFlight,
    async ({ batch }) => {
      tally.delivered({ ...batch, span: timeSpanOf(batch) }, await send(batch, target));
      options.onProgress?.(sum(tally.sent));
    },
  );
  return { file, tally };
}

/** The page of the first signal there is of traces, logs and metrics, showing the time from which the data is. */
function toLink(page: string, present: readonly Signal[], { firstMs, lastMs }: TimeSpan): string {
  const query = new URLSearchParams({
    from: new Date(firstMs).toISOString(),
    to: new Date(lastMs + 1).toISOString(),
  });
  return `${page}/${signals.find((signal) => present.includes(signal)) ?? "traces"}?${query.toString()}`;
}

function summarize({ format, sent, refused, unread }: Tally): string {
  const unreadText = unread > 0 ? `${unread} ${unread === 1 ? "row" : "rows"} that cannot be read` : "";
  const total = sum(sent);
  if (total === 0) return unreadText === "" ? "nothing in it." : `nothing in it but ${unreadText}.`;
  const parts = signals
    .filter((signal) => sent[signal] > 0)
    .map((signal) => `${sent[signal]} ${nouns[signal]}${sent[signal] === 1 ? "" : "s"}`);
  const rejected = sum(refused);
  const lost = [rejected > 0 ? `${rejected} rejected` : "", unreadText].filter((part) => part !== "");
  return `${format ?? ""}, ${[`${parts.join(", ")} sent`, `${total - rejected} taken`, ...lost].join(", ")}.`;
}
