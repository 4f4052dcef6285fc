// Holds what the exporter could not send before the process ends, and writes it to the folder of crash files.
import { builtin } from "../engine/runtime/builtin.ts";
import { count, report } from "../engine/diagnostics/diagnose.ts";
import type { Batch, Signal } from "../engine/exporter/exporter.ts";
import { noteLoss } from "../engine/exporter/loss.ts";
import { headerOf, unfinished } from "./batch-file.ts";
import { namesIn, openFlags, removeFile } from "./crash-folder.ts";
import { toCrashName } from "./crash-name.ts";
import type { CrashFileSettings } from "./crash-settings.ts";
import { openPrivateFolder } from "./private-folder.ts";

/** What is held, and where it goes. */
export interface CrashWriter {
  readonly settings: CrashFileSettings;
  /** The signals by the keys of their files. */
  readonly keys: () => ReadonlyMap<string, Signal>;
  readonly maxHeldBytes: number;
  readonly held: Map<Signal, Batch[]>;
  heldBytes: number;
  pendingWrite: NodeJS.Immediate | undefined;
}

const fs = builtin("fs");
/** Batches are written to one file up to this size: all receivers accept a request that large. */
const requestBytes = 4 << 20;
/** Files of one key, and of all, however small they are. */
const maxFiles = 64;
const maxAllFiles = 1024;
/** All keys together may use this many times the bytes of one. */
const keysRoom = 4;

/** A writer for `signalCount` signals. */
export function createCrashWriter(
  settings: CrashFileSettings,
  keys: () => ReadonlyMap<string, Signal>,
  signalCount: number,
): CrashWriter {
  const maxHeldBytes = settings.maxBytes * signalCount;
  return { settings, keys, maxHeldBytes, held: new Map(), heldBytes: 0, pendingWrite: undefined };
}

/** Holds `batch` until it is written in a moment; false when there is no room. */
export function holdBatch(writer: CrashWriter, batch: Batch): boolean {
  if (writer.heldBytes + batch.body.length > writer.maxHeldBytes) return false;
  const batches = writer.held.get(batch.signal);
  if (batches === undefined) writer.held.set(batch.signal, [batch]);
  else batches.push(batch);
  writer.heldBytes += batch.body.length;
  // a replaced pipeline is not notified that the process ends
  writer.pendingWrite ??= setImmediate(() => writeHeld(writer));
  return true;
}

/** Writes what is held. Never throws. */
export function writeHeld(writer: CrashWriter): void {
  clearImmediate(writer.pendingWrite);
  writer.pendingWrite = undefined;
  if (writer.heldBytes === 0) return;
  const held = [...writer.held];
  writer.held.clear();
  writer.heldBytes = 0;
  for (const [signal, batches] of held) {
    for (const part of splitBySize(batches)) {
      try {
        writeCrashFile(writer, signal, part);
      } catch (error) {
        noteLoss(signal, "crash_file_failed", itemsOf(part));
        report("crash_file_failed", error);
      }
    }
  }
}

function writeCrashFile(writer: CrashWriter, signal: Signal, batches: readonly Batch[]): void {
  const folder = openPrivateFolder(writer.settings.directory);
  const key = [...writer.keys()].find(([, one]) => one === signal)?.[0] ?? "";
  // concatenated requests of one signal are one request
  const body =
    batches.length === 1 ? (batches[0] as Batch).body : Buffer.concat(batches.map((one) => one.body));
  const items = itemsOf(batches);
  const header = headerOf(items, body);
  const bytes = header.length + body.length;
  // the age of what is sent later is that of its oldest record
  const madeMs = Math.min(Date.now(), ...batches.map(({ oldestMs = Infinity }) => oldestMs));
  const path = `${folder}/${toCrashName(key, madeMs, items, bytes)}`;
  if (!makeRoom(writer, folder, { key, signal, bytes })) {
    noteLoss(signal, "crash_file_full", items);
    return;
  }
  writeWhole(path, header, body);
  count("crash_file_written", items);
}

/** Writes a file under a temporary name and renames it, so that readers never see a part of it. */
function writeWhole(path: string, header: Uint8Array, body: Uint8Array): void {
  const temporary = `${path}${unfinished}`;
  const file = fs().openSync(temporary, openFlags("O_WRONLY", "O_CREAT", "O_EXCL"), 0o600);
  try {
    try {
      fs().writeFileSync(file, header);
      fs().writeFileSync(file, body);
    } finally {
      fs().closeSync(file);
    }
    fs().renameSync(temporary, path);
  } catch (error) {
    fs().rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes the oldest files of the key of `added` until it fits; false when it never will. */
function makeRoom(
  { settings: { maxBytes } }: CrashWriter,
  folder: string,
  added: { readonly key: string; readonly signal: Signal; readonly bytes: number },
): boolean {
  const all = namesIn(fs().readdirSync(folder));
  const ofKey = all.filter((one) => one.key === added.key);
  let bytes = ofKey.reduce((sum, one) => sum + one.bytes, 0) + added.bytes;
  let files = ofKey.length + 1;
  for (const oldest of ofKey.filter(({ owner }) => owner === undefined)) {
    if (added.bytes > maxBytes || (bytes <= maxBytes && files <= maxFiles)) break;
    bytes -= oldest.bytes;
    files--;
    // not removed: another process has sent it
    if (removeFile(`${folder}/${oldest.file}`)) noteLoss(added.signal, "crash_file_full", oldest.items);
  }
  const others = all.filter((one) => one.key !== added.key);
  const total = others.reduce((sum, one) => sum + one.bytes, bytes);
  return bytes <= maxBytes && total <= maxBytes * keysRoom && others.length + files <= maxAllFiles;
}

function splitBySize(batches: readonly Batch[]): Batch[][] {
  const parts: Batch[][] = [];
  let bytes = Infinity;
  for (const batch of batches) {
    if (bytes + batch.body.length > requestBytes) {
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
