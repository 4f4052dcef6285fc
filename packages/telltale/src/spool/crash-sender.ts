// Sends the crash files of earlier processes. Several processes may start at the same time: each claims a file by renaming it, and
// gives it back when it cannot send it.
import { builtin } from "../engine/runtime/builtin.ts";
import { count, report } from "../engine/diagnostics/diagnose.ts";
import type { Batch, Exporter, Signal } from "../engine/exporter/exporter.ts";
import { noteLoss } from "../engine/exporter/loss.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { namesIn, readCrashFile, removeFile, removeLeftovers, untouchedMs } from "./crash-folder.ts";
import type { CrashName } from "./crash-name.ts";
import { type CrashWriter, holdBatch, writeHeld } from "./crash-writer.ts";
import { isMissing } from "./disk.ts";
import { isGone, ownName } from "./owner.ts";
import { checkPrivateFolder, privateFolderIn } from "./private-folder.ts";

/** An exporter that tries a batch once and names its recipient. */
export type CrashExporter = Exporter & Required<Pick<Exporter, "attempt" | "recipient">>;

/** The state of sending crash files. */
export interface CrashSender {
  readonly exporter: CrashExporter;
  readonly writer: CrashWriter;
  /** Files that this process has claimed, with the names to which it gives them back. */
  readonly claimed: Map<string, string>;
  readonly closing: AbortController;
  nextRound: NodeJS.Timeout | undefined;
  retryMs: number;
}

const fs = builtin("fs");
const keepAliveMs = 2000;
const firstRetryMs = 5000;
const maxRetryMs = 300_000;

/** A sender of the crash files that `exporter` may send. */
export function createCrashSender(exporter: CrashExporter, writer: CrashWriter): CrashSender {
  return {
    exporter,
    writer,
    claimed: new Map(),
    closing: new AbortController(),
    nextRound: undefined,
    retryMs: firstRetryMs,
  };
}

/** Stops before it returns: no further attempts. */
export function stopSending(sender: CrashSender): void {
  clearTimeout(sender.nextRound);
  sender.closing.abort();
}

/** Gives all claimed files back to the next process. Never throws. */
export function giveBackAll(sender: CrashSender): void {
  for (const file of sender.claimed.keys()) giveBack(sender, file);
}

/** Sends what earlier processes left, and again later while the receiver is away. Never rejects. */
export async function sendRound(sender: CrashSender): Promise<void> {
  const { closing, writer } = sender;
  const { directory } = writer.settings;
  let isAway = false;
  try {
    checkPrivateFolder(directory);
    const folder = privateFolderIn(directory);
    const files = await fs().promises.readdir(folder);
    await removeLeftovers(folder, files);
    const own = namesIn(files).filter((one) => writer.keys().has(one.key));
    if (own.length === 0 || closing.signal.aborted) return;
    isAway = !(await keepAlive(async () => sendAll(sender, folder, own)));
  } catch (error) {
    // missing: no process has left anything
    if (!isMissing(error)) report("crash_file_unreadable", error);
  }
  if (!isAway || closing.signal.aborted) return;
  sender.nextRound = setTimeout(() => void sendRound(sender), sender.retryMs).unref();
  sender.retryMs = Math.min(maxRetryMs, sender.retryMs * 2);
}

/** Keeps the process running for two seconds at most while `work` is done: a short program would otherwise never send its files. */
async function keepAlive<T>(work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => {}, keepAliveMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

/** False when the receiver is away: the rest is sent later. */
async function sendAll(sender: CrashSender, folder: string, names: readonly CrashName[]): Promise<boolean> {
  for (const one of names) {
    if (sender.closing.signal.aborted) return true;
    if (!(await sendFile(sender, folder, one))) return false;
  }
  return true;
}

/** False when the receiver is away. Files that another process has claimed are skipped. */
async function sendFile(sender: CrashSender, folder: string, one: CrashName): Promise<boolean> {
  const { keys, settings } = sender.writer;
  const signal = keys().get(one.key) as Signal;
  const path = `${folder}/${one.file}`;
  if (Date.now() - one.madeMs > settings.maxAgeMs) {
    if (removeFile(path)) noteLoss(signal, "crash_file_expired", one.items);
    return true;
  }
  if (one.owner !== undefined && !isGone(one.owner, await untouchedMs(path))) return true;
  const claimed = await claim(sender, path, `${folder}/${one.name}`);
  if (claimed === undefined) return true;
  try {
    const now = new Date();
    await fs().promises.utimes(claimed, now, now);
    const file = one.bytes > settings.maxBytes ? undefined : await readCrashFile(claimed, one.bytes);
    if (file === undefined) {
      report("crash_file_damaged");
      noteLoss(signal, "crash_file_damaged", one.items);
      removeClaimed(sender, claimed);
      return true;
    }
    const { items, body } = file;
    return await sendBatch(sender, { signal, items, body, oldestMs: one.madeMs }, claimed);
  } catch (error) {
    report("crash_file_unreadable", error);
    giveBack(sender, claimed);
    return true;
  }
}

/** The new path of the file at `path` once it is claimed; undefined when another process was quicker. */
async function claim(
  { claimed }: CrashSender,
  path: string,
  unclaimedPath: string,
): Promise<string | undefined> {
  const ownPath = `${unclaimedPath}.${ownName()}`;
  try {
    await fs().promises.rename(path, ownPath);
  } catch {
    return undefined;
  }
  claimed.set(ownPath, unclaimedPath);
  return ownPath;
}

async function sendBatch(sender: CrashSender, batch: Batch, file: string): Promise<boolean> {
  const { exporter, closing, claimed, writer } = sender;
  const { outcome, rest } = await suppressed(async () => exporter.attempt(batch, closing.signal));
  // the process has ended meanwhile and given the file back
  if (!claimed.has(file)) return false;
  if (outcome.exported > 0) count("crash_file_sent", outcome.exported);
  noteLoss(batch.signal, outcome.reason ?? "rejected", outcome.dropped);
  if (rest.length === 0) {
    removeClaimed(sender, file);
    return true;
  }
  if (rest.length === 1 && rest[0] === batch) {
    giveBack(sender, file);
    return false;
  }
  for (const part of rest) holdBatch(writer, part);
  writeHeld(writer);
  removeClaimed(sender, file);
  return false;
}

function removeClaimed({ claimed }: CrashSender, file: string): void {
  claimed.delete(file);
  removeFile(file);
}

function giveBack({ claimed }: CrashSender, file: string): void {
  const unclaimedPath = claimed.get(file);
  claimed.delete(file);
  try {
    if (unclaimedPath !== undefined) fs().renameSync(file, unclaimedPath);
  } catch {
    // the next process takes it over because its owner is silent
  }
}
