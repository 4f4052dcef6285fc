// Layers: entries become an archive, compressed, and are kept in the cache by their content.
import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Readable, Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

import { archiveOf, headerOf } from "./archive.ts";
import { digestOf, digestOfFile, digits } from "./digest.ts";
import type { Entry } from "./entry.ts";

/** A compressed layer in the cache. */
export interface Layer {
  readonly file: string;
  readonly digest: string;
  /** Bytes, compressed. */
  readonly size: number;
  /** The digest of the archive before it is compressed. */
  readonly diffId: string;
  /** Bytes of the archive. */
  readonly unpackedSize: number;
}

type Described = Omit<Layer, "file">;

/** Writes `entries` as a layer, sorted and with the folders above them, or finds it in `cache`. */
export async function writeLayer(entries: readonly Entry[], cache: string): Promise<Layer> {
  const folder = layerFolder(cache);
  const all = withFolders(entries);
  const note = path.join(folder, `${digits(await keyOf(all))}.json`);
  const known = readLayer(note, folder);
  if (known !== undefined) return known;
  const building = path.join(folder, `building-${process.pid}-${path.basename(note)}`);
  const [archive, compressed] = [new Measure(), new Measure()];
  await pipeline(
    Readable.from(archiveOf(all)),
    archive,
    createGzip({ level: 6 }),
    compressed,
    createWriteStream(building),
  );
  const described: Described = {
    digest: compressed.digest(),
    size: compressed.bytes,
    diffId: archive.digest(),
    unpackedSize: archive.bytes,
  };
  const file = path.join(folder, digits(described.digest));
  renameSync(building, file);
  writeFileSync(building, JSON.stringify(described));
  renameSync(building, note);
  return { ...described, file };
}

/** The folder of the layers in `cache`. */
export function layerFolder(cache: string): string {
  const folder = path.join(cache, "layers");
  mkdirSync(folder, { recursive: true });
  return folder;
}

function readLayer(note: string, folder: string): Layer | undefined {
  if (!existsSync(note)) return undefined;
  const described = JSON.parse(readFileSync(note, "utf8")) as Described;
  const file = path.join(folder, digits(described.digest));
  return existsSync(file) && statSync(file).size === described.size ? { ...described, file } : undefined;
}

/** Adds the folders above each entry. The last of several entries with one path counts. */
function withFolders(entries: readonly Entry[]): readonly Entry[] {
  const all = new Map<string, Entry>();
  for (const entry of entries) {
    for (let folder = path.posix.dirname(entry.path); folder !== "."; folder = path.posix.dirname(folder))
      if (!all.has(folder)) all.set(folder, { path: folder, owner: 0 });
    all.set(entry.path, entry);
  }
  return [...all.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

async function keyOf(entries: readonly Entry[]): Promise<string> {
  const lines: string[] = [];
  for (const entry of entries) {
    const { mode, type, uid } = headerOf(entry);
    lines.push(JSON.stringify([entry.path, mode, type, uid, await contentKey(entry)]));
  }
  return digestOf(lines.join("\n"));
}

async function contentKey(entry: Entry): Promise<string> {
  if ("linkTo" in entry) return entry.linkTo;
  if (!("content" in entry)) return "";
  const { content } = entry;
  return typeof content === "object" && "file" in content ? digestOfFile(content.file) : digestOf(content);
}

/** What the archive in a compressed file is. */
export async function measureArchive(file: string): Promise<Pick<Layer, "diffId" | "unpackedSize">> {
  const archive = new Measure();
  await pipeline(createReadStream(file), createGunzip(), archive.resume());
  return { diffId: archive.digest(), unpackedSize: archive.bytes };
}

/** Counts and digests what passes. */
class Measure extends Transform {
  bytes = 0;
  readonly #hash = createHash("sha256");

  override _transform(chunk: Uint8Array, _encoding: string, done: TransformCallback): void {
    this.bytes += chunk.byteLength;
    this.#hash.update(chunk);
    done(null, chunk);
  }

  digest(): string {
    return `sha256:${this.#hash.digest("hex")}`;
  }
}
