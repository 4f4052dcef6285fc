// Entries as a tar archive. The same entries give the same bytes: everything can be read by everyone and has the time 0.
import { createReadStream, statSync } from "node:fs";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { createTarPacker, type TarHeader, type TarPackController } from "modern-tar";

import type { Entry, FileEntry } from "./entry.ts";

/** The bytes of an archive of `entries`, in their order. */
export function archiveOf(entries: readonly Entry[]): AsyncIterable<Uint8Array> {
  const { readable, controller } = createTarPacker();
  pack(entries, controller).catch((error: unknown) => controller.error(error));
  return readable;
}

/** What the archive says about an entry. */
export function headerOf(entry: Entry): TarHeader {
  const base = { mtime: new Date(0), uid: 0, gid: 0, uname: "", gname: "" };
  if ("linkTo" in entry)
    return { ...base, name: entry.path, size: 0, type: "symlink", linkname: entry.linkTo, mode: 0o777 };
  if ("owner" in entry) {
    const owner = { uid: entry.owner, gid: entry.owner };
    return { ...base, ...owner, name: `${entry.path}/`, size: 0, type: "directory", mode: 0o755 };
  }
  const mode = entry.isExecutable === true ? 0o755 : 0o644;
  return { ...base, name: entry.path, size: sizeOf(entry), type: "file", mode };
}

/** Bytes of an entry's content. */
function sizeOf(entry: Entry): number {
  if (!("content" in entry)) return 0;
  const { content } = entry;
  if (typeof content === "string") return Buffer.byteLength(content);
  return "file" in content ? statSync(content.file).size : content.byteLength;
}

async function pack(entries: readonly Entry[], controller: TarPackController): Promise<void> {
  for (const entry of entries) {
    const body = controller.add(headerOf(entry));
    if ("content" in entry) await streamOf(entry.content).pipeTo(body);
    else await body.close();
  }
  controller.finalize();
}

function streamOf(content: FileEntry["content"]): ReadableStream<Uint8Array> {
  if (typeof content === "string") return streamOf(Buffer.from(content));
  const bytes = "file" in content ? createReadStream(content.file) : Readable.from([content]);
  return Readable.toWeb(bytes) as ReadableStream<Uint8Array>;
}
