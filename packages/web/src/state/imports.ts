// Files that are imported, one after another. They go on while another page is open, so that what one has brought can be looked at
// while the next is read; closing the tab ends them.
import { maxImportBytes, type ImportResult, type Problem } from "contract";
import { useSyncExternalStore } from "react";

import { ApiError, toProblem } from "../data/api-error.ts";
import { randomId } from "../data/client.ts";
import { importFile, readImport } from "../data/imports.ts";
import { formatBytes } from "../lib/format.ts";

export interface FileImport {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly state: "waiting" | ImportResult["state"];
  /** The console had no free import slot yet: the page asks again. */
  readonly isBusy?: boolean;
  /** What the console has read and stored; undefined before it begins. */
  readonly result: ImportResult | undefined;
  /** Why it ended before the end of the file. */
  readonly problem: Problem | undefined;
}

/** How often the console is asked how far it is. */
const askEveryMs = 400;
/** So often after a cancellation, until the console has noticed it. */
const maxAsksAfterCancel = 15;

/** Until the page asks for a slot again, when the console does not say. */
const busyMs = 5000;

interface Running {
  readonly id: string;
  readonly upload: AbortController;
  /** The person has pressed Cancel. */
  isCancelled: boolean;
}

let imports: readonly FileImport[] = [];
/** Those that have not begun. */
const files = new Map<string, File>();
let running: Running | undefined;
const listeners = new Set<() => void>();

/** The files of this tab, in the order in which they were added. */
export function useImports(): readonly FileImport[] {
  return useSyncExternalStore(subscribe, () => imports);
}

/** Imports `added` after those that wait already. */
export function addImports(added: readonly File[]): void {
  for (const file of added) {
    const id = randomId();
    const problem = problemOfFile(file);
    if (problem === undefined) files.set(id, file);
    const state = problem === undefined ? "waiting" : "failed";
    publish([...imports, { id, name: file.name, size: file.size, state, result: undefined, problem }]);
  }
  if (running === undefined) void importAll();
}

/** Ends the import of a file. What is stored stays. */
export function cancelImport(id: string): void {
  if (running?.id === id) {
    running.isCancelled = true;
    running.upload.abort();
  } else if (files.delete(id)) {
    change(id, { state: "cancelled" });
  }
}

/** Takes away those that have ended. */
export function clearEndedImports(): void {
  publish(imports.filter(({ state }) => state === "waiting" || state === "running"));
}

function problemOfFile({ name, size }: File): Problem | undefined {
  if (size <= maxImportBytes) return undefined;
  return {
    status: 413,
    code: "BODY_TOO_LARGE",
    message: `${name} has ${formatBytes(size)}. One import takes at most ${formatBytes(maxImportBytes)}.`,
    fix: "Compress it with gzip, split it, or use `telltale-console import FILE`, which has no limit.",
  };
}

async function importAll(): Promise<void> {
  for (let next = first(files); next !== undefined; next = first(files)) {
    const [id, file] = next;
    files.delete(id);
    running = { id, upload: new AbortController(), isCancelled: false };
    await importOne(file, running);
  }
  running = undefined;
}

/** Other people may import as well: the file waits until the console has a free slot. */
async function importOne(file: File, one: Running): Promise<void> {
  while (!one.isCancelled) {
    const waitMs = (await askForSlot(one)) ?? (await tryImport(file, one));
    if (waitMs === undefined) return;
    change(one.id, { state: "waiting", isBusy: true });
    await pause(waitMs, one.upload.signal);
  }
  change(one.id, { state: "cancelled" });
}

/** The time to wait while no slot is free. A refusal of the file itself is read only after many of its bytes were sent. */
async function askForSlot({ id, upload }: Running): Promise<number | undefined> {
  const error = await readImport(id, upload.signal).catch((thrown: unknown) => thrown);
  return waitMsOf(error);
}

/** The time to wait when another file has taken the last slot meanwhile; `undefined` when this one has ended. */
async function tryImport(file: File, one: Running): Promise<number | undefined> {
  const { id, upload } = one;
  change(id, { state: "running", isBusy: false });
  // A browser reads no answer before it has sent the whole file, so an error is learned from the progress.
  const asking = setInterval(() => void ask(one), askEveryMs);
  try {
    const result = await importFile(file, id, upload.signal);
    change(id, { state: "done", result });
  } catch (error) {
    const waitMs = waitMsOf(error);
    if (waitMs !== undefined) return waitMs;
    await noteFailure(one, error);
  } finally {
    clearInterval(asking);
  }
  return undefined;
}

/** `undefined` unless the console reads as many files as it can. */
function waitMsOf(error: unknown): number | undefined {
  if (!(error instanceof ApiError) || error.problem.code !== "IMPORTS_BUSY") return undefined;
  return error.retryAfterMs ?? busyMs;
}

/** Ends early when `signal` is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

async function ask({ id, upload }: Running): Promise<void> {
  const result = await readImport(id).catch(() => undefined);
  if (result === undefined || !isRunning(id)) return;
  change(id, { result });
  if (result.state === "failed") upload.abort();
}

async function noteFailure({ id, isCancelled }: Running, error: unknown): Promise<void> {
  const own = error instanceof ApiError ? error.problem.import : undefined;
  const result = own ?? (await readEnd(id));
  const isDone = result?.state === "done";
  const known = own === undefined && result?.problem ? { status: 422, ...result.problem } : toProblem(error);
  change(id, {
    state: isDone ? "done" : isCancelled ? "cancelled" : "failed",
    ...(result === undefined ? {} : { result }),
    problem: isDone || isCancelled ? undefined : known,
  });
}

/** What the console says after the connection was closed; undefined when it has never begun. */
async function readEnd(id: string): Promise<ImportResult | undefined> {
  let result: ImportResult | undefined;
  for (let asked = 0; asked < maxAsksAfterCancel; asked++) {
    result = await readImport(id).catch(() => undefined);
    if (result?.state !== "running") return result;
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
  return result;
}

function isRunning(id: string): boolean {
  return imports.some((one) => one.id === id && one.state === "running");
}

function first<K, V>(map: ReadonlyMap<K, V>): readonly [K, V] | undefined {
  const next = map.entries().next();
  return next.done === true ? undefined : next.value;
}

function change(id: string, part: Partial<FileImport>): void {
  publish(imports.map((one) => (one.id === id ? { ...one, ...part } : one)));
}

function publish(next: readonly FileImport[]): void {
  imports = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
