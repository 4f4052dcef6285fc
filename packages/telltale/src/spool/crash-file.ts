// What is left when the process ends, for those who have no spool: written before the process is gone, into a folder that only this
// user can reach, and sent by the next process of the same service to the same receiver with the same credentials. While the process
// runs, nothing is written.
import { builtin } from "../engine/runtime/builtin.ts";
import { count, report } from "../engine/diagnostics/diagnose.ts";
import type { Attempt, Batch, Exporter, Signal } from "../engine/exporter/exporter.ts";
import { noteLoss } from "../engine/exporter/loss.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { headOf, parseFile } from "./batch-file.ts";
import type { CrashFileSettings } from "./crash-settings.ts";
import { type CrashName, keyOf, parseCrashName, toCrashName } from "./crash-name.ts";
import { isMissing } from "./disk.ts";
import { isGone, ownName } from "./owner.ts";
import { checkPrivateFolder, openPrivateFolder, privateFolderIn, userId } from "./private-folder.ts";

type Sends = Exporter & Required<Pick<Exporter, "attempt" | "recipient">>;

const fs = builtin("fs");
const signals: readonly Signal[] = ["traces", "metrics", "logs"];
/** Batches are written together up to so many bytes: a request of that size is taken everywhere. */
const togetherBytes = 4 << 20;
/** Files of one key, and of all, however small they are. */
const maxFiles = 64;
const maxAllFiles = 1024;
/** All keys together may have so many times the bytes of one. */
const keysRoom = 4;
/** What a process left half-written, and what is of no use to any process any more. */
const unfinishedMs = 3_600_000;
const foreignMs = 7 * 24 * 3_600_000;
const holdMs = 2000;
const retryMs = 5000;
const maxRetryMs = 300_000;

/** `exporters` with a crash file behind each that can have one: all that try a batch once and say who its recipient is. */
export function withCrashFile(
  exporters: readonly Exporter[],
  settings: CrashFileSettings,
  service: readonly unknown[],
): readonly Exporter[] {
  return exporters.map((exporter) =>
    exporter.attempt === undefined || exporter.recipient === undefined
      ? exporter
      : withFile(exporter as Sends, settings, service),
  );
}

function withFile(exporter: Sends, settings: CrashFileSettings, service: readonly unknown[]): Exporter {
  const { maxBytes, maxAgeMs } = settings;
  const own = signals.filter((signal) => exporter.signals?.includes(signal) ?? true);
  const held = new Map<Signal, Batch[]>();
  /** Files that are ours for as long as they are being sent, by the name they go back to. */
  const claimed = new Map<string, string>();
  const closing = new AbortController();
  let keys: Map<string, Signal> | undefined;
  let heldBytes = 0;
  let soon: NodeJS.Immediate | undefined;
  let again: NodeJS.Timeout | undefined;
  let waitMs = retryMs;
  let looking: NodeJS.Immediate | undefined = setImmediate(() => void look());

  // made when they are first needed: a start does not pay for it
  function keysOf(): Map<string, Signal> {
    return (keys ??= new Map(
      own.map((signal) => [keyOf([...service, signal, exporter.recipient(signal)]), signal]),
    ));
  }

  /** Writes down what is held. Never throws. */
  function writeHeld(): void {
    clearImmediate(soon);
    soon = undefined;
    if (heldBytes === 0) return;
    const batches = [...held];
    held.clear();
    heldBytes = 0;
    for (const [signal, all] of batches) {
      for (const part of together(all)) {
        try {
          writeFile(signal, part);
        } catch (error) {
          noteLoss(signal, "crash_file_failed", itemsOf(part));
          report("crash_file_failed", error);
        }
      }
    }
  }

  function writeFile(signal: Signal, batches: readonly Batch[]): void {
    const folder = openPrivateFolder(settings.directory);
    const key = [...keysOf()].find(([, one]) => one === signal)?.[0] ?? "";
    // requests of one signal, one after the other, are one request
    const body =
      batches.length === 1 ? (batches[0] as Batch).body : Buffer.concat(batches.map((one) => one.body));
    const items = itemsOf(batches);
    const head = headOf(items, body);
    const name = toCrashName(key, Date.now(), items, head.length + body.length);
    if (!makeRoom(folder, key, signal, head.length + body.length)) {
      noteLoss(signal, "crash_file_full", items);
      return;
    }
    const path = `${folder}/${name}`;
    const file = fs().openSync(`${path}.tmp`, flags("O_WRONLY", "O_CREAT", "O_EXCL"), 0o600);
    try {
      try {
        fs().writeFileSync(file, head);
        fs().writeFileSync(file, body);
      } finally {
        fs().closeSync(file);
      }
      fs().renameSync(`${path}.tmp`, path);
    } catch (error) {
      fs().rmSync(`${path}.tmp`, { force: true });
      throw error;
    }
    count("crash_file_written", items);
  }

  /** Removes the oldest files of `key` until `bytes` more fit; false where they never will. */
  function makeRoom(folder: string, key: string, signal: Signal, bytes: number): boolean {
    const all = namesIn(fs().readdirSync(folder));
    const mine = all.filter((one) => one.key === key);
    let rest = mine.reduce((sum, one) => sum + one.bytes, 0) + bytes;
    let files = mine.length + 1;
    for (const oldest of mine.filter(({ owner }) => owner === undefined)) {
      if (bytes > maxBytes || (rest <= maxBytes && files <= maxFiles)) break;
      rest -= oldest.bytes;
      files--;
      // gone already: another process has sent it
      if (remove(`${folder}/${oldest.file}`)) noteLoss(signal, "crash_file_full", oldest.items);
    }
    const others = all.filter((one) => one.key !== key);
    const total = others.reduce((sum, one) => sum + one.bytes, rest);
    return rest <= maxBytes && total <= maxBytes * keysRoom && others.length + files <= maxAllFiles;
  }

  /** Sends what earlier processes left. Never rejects. */
  async function look(): Promise<void> {
    looking = undefined;
    let left = false;
    try {
      checkPrivateFolder(settings.directory);
      const folder = privateFolderIn(settings.directory);
      const files = await fs().promises.readdir(folder);
      await tidy(folder, files);
      const mine = namesIn(files).filter((one) => keysOf().has(one.key));
      if (mine.length === 0 || closing.signal.aborted) return;
      left = await held2s(async () => sendAll(folder, mine));
    } catch (error) {
      // nothing was left by anybody
      if (!isMissing(error)) report("crash_file_unreadable", error);
    }
    if (!left || closing.signal.aborted) return;
    again = setTimeout(() => void look(), waitMs).unref();
    waitMs = Math.min(maxRetryMs, waitMs * 2);
  }

  /** Whether something is left to be sent later: the receiver is away. */
  async function sendAll(folder: string, names: readonly CrashName[]): Promise<boolean> {
    for (const one of names) {
      if (closing.signal.aborted) return false;
      if (!(await sendFile(folder, one))) return true;
    }
    return false;
  }

  /** False where the receiver is away; a file that another process has is no matter of ours. */
  async function sendFile(folder: string, one: CrashName): Promise<boolean> {
    const signal = keysOf().get(one.key) as Signal;
    const path = `${folder}/${one.file}`;
    if (Date.now() - one.madeMs > maxAgeMs) {
      if (remove(path)) noteLoss(signal, "crash_file_expired", one.items);
      return true;
    }
    if (one.owner !== undefined && !isGone(one.owner, await silentMs(path))) return true;
    const back = `${folder}/${one.name}`;
    const mineNow = `${back}.${ownName()}`;
    try {
      // of several processes that start at the same time one can do it
      await fs().promises.rename(path, mineNow);
    } catch {
      return true;
    }
    claimed.set(mineNow, back);
    try {
      const now = new Date();
      await fs().promises.utimes(mineNow, now, now);
      const file = one.bytes > maxBytes ? undefined : await readOwn(mineNow, one.bytes);
      if (file === undefined) {
        report("crash_file_damaged");
        noteLoss(signal, "crash_file_damaged", one.items);
        settle(mineNow);
        return true;
      }
      return await sendBatch({ signal, items: file.items, body: file.body }, mineNow);
    } catch (error) {
      report("crash_file_unreadable", error);
      giveBack(mineNow);
      return true;
    }
  }

  async function sendBatch(batch: Batch, file: string): Promise<boolean> {
    const { outcome, rest } = await suppressed(async () => exporter.attempt(batch, closing.signal));
    // the process ended meanwhile and has given the file back
    if (!claimed.has(file)) return false;
    if (outcome.exported > 0) count("crash_file_sent", outcome.exported);
    noteLoss(batch.signal, outcome.reason ?? "rejected", outcome.dropped);
    if (rest.length === 0) {
      settle(file);
      return true;
    }
    if (rest.length === 1 && rest[0] === batch) {
      giveBack(file);
      return false;
    }
    for (const part of rest) save(part);
    writeHeld();
    settle(file);
    return false;
  }

  function settle(file: string): void {
    claimed.delete(file);
    remove(file);
  }

  function giveBack(file: string): void {
    const back = claimed.get(file);
    claimed.delete(file);
    try {
      if (back !== undefined) fs().renameSync(file, back);
    } catch {
      // the next process takes it over by its owner's silence
    }
  }

  function save(batch: Batch): boolean {
    if (heldBytes + batch.body.length > maxBytes * own.length) return false;
    const batches = held.get(batch.signal);
    if (batches === undefined) held.set(batch.signal, [batch]);
    else batches.push(batch);
    heldBytes += batch.body.length;
    // a pipeline that is replaced by another has no end of its own
    soon ??= setImmediate(writeHeld);
    return true;
  }

  function end(): void {
    clearImmediate(looking);
    clearTimeout(again);
    closing.abort();
    writeHeld();
    for (const file of claimed.keys()) giveBack(file);
  }

  return {
    name: exporter.name,
    ...(exporter.signals === undefined ? {} : { signals: exporter.signals }),
    metricPreference: exporter.metricPreference,
    attempt: async (batch, abort): Promise<Attempt> => exporter.attempt(batch, abort),
    ...(exporter.destination === undefined
      ? {}
      : { destination: (signal): string => exporter.destination?.(signal) ?? "" }),
    recipient: (signal) => exporter.recipient(signal),
    send: async (batch, abort) => exporter.send(batch, abort),
    save,
    hurry: () => exporter.hurry?.(),
    leave() {
      end();
      exporter.leave?.();
    },
    async stop() {
      end();
      await exporter.stop?.();
    },
  };
}

/** Keeps the process up for two seconds at most while `work` is done: a short program would else never send what is left. */
async function held2s<T>(work: () => Promise<T>): Promise<T> {
  const hold = setTimeout(() => {}, holdMs);
  try {
    return await work();
  } finally {
    clearTimeout(hold);
  }
}

/** The file at `path`, if this user wrote it, nobody else has a hold of it, and it is whole. */
async function readOwn(path: string, bytes: number): Promise<ReturnType<typeof parseFile>> {
  const file = await fs().promises.open(path, flags("O_RDONLY", "O_NONBLOCK"));
  try {
    const { size, uid, nlink, mode } = await file.stat();
    const user = userId();
    const isOwn = user === undefined || (uid === user && nlink === 1 && (mode & 0o077) === 0);
    const isFile = (mode & fs().constants.S_IFMT) === fs().constants.S_IFREG;
    return isFile && isOwn && size === bytes ? parseFile(await file.readFile()) : undefined;
  } finally {
    await file.close();
  }
}

/** Flags of `open` by name, and never through a link; those that the platform does not have are none. */
function flags(...names: readonly ("O_RDONLY" | "O_WRONLY" | "O_CREAT" | "O_EXCL" | "O_NONBLOCK")[]): number {
  const { constants } = fs();
  return names.reduce((all, name) => all | (constants[name] ?? 0), constants.O_NOFOLLOW ?? 0);
}

async function tidy(folder: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const known = parseCrashName(file);
    const path = `${folder}/${file}`;
    if (known !== undefined && Date.now() - known.madeMs > foreignMs) remove(path);
    if (file.endsWith(".otlp.tmp") && (await silentMs(path)) > unfinishedMs) remove(path);
  }
}

async function silentMs(path: string): Promise<number> {
  try {
    const { ctimeMs, mtimeMs } = await fs().promises.lstat(path);
    return Date.now() - Math.max(ctimeMs, mtimeMs);
  } catch {
    return 0;
  }
}

function namesIn(files: readonly string[]): CrashName[] {
  const names = files.map(parseCrashName).filter((one) => one !== undefined);
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  return names.sort((a, b) => a.madeMs - b.madeMs);
}

function together(batches: readonly Batch[]): Batch[][] {
  const parts: Batch[][] = [];
  let bytes = Infinity;
  for (const batch of batches) {
    if (bytes + batch.body.length > togetherBytes) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(batch);
    bytes += batch.body.length;
  }
  return parts;
}

function itemsOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, { items }) => sum + items, 0);
}

function remove(path: string): boolean {
  try {
    fs().unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
