// Tar archives as streams (POSIX ustar, pax where that is too small), which every `tar` reads and writes. Only what a back-up consists
// of: files and symbolic links.
import { ReadableStream } from "node:stream/web";
import { createTarDecoder, createTarPacker, type TarPackController } from "modern-tar";

/** An entry to write. */
export type TarInput =
  | { readonly path: string; readonly size: number; readonly body: () => AsyncIterable<Uint8Array> }
  | { readonly path: string; readonly linkTo: string };

/** An entry that was read. `body` must be read to its end before the next entry is asked for; that of a link is empty. */
export interface TarEntry {
  readonly path: string;
  readonly linkTo: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What is wrong with an archive, for people. */
export class TarError extends Error {
  override readonly name = "TarError";
}

/** Writes `entries` as an archive. Fails when a body has not the size that was said. */
export async function* writeTar(
  entries: AsyncIterable<TarInput> | Iterable<TarInput>,
): AsyncGenerator<Uint8Array> {
  const { readable, controller } = createTarPacker();
  pack(entries, controller).catch((error: unknown) => controller.error(error));
  yield* readable;
}

async function pack(
  entries: AsyncIterable<TarInput> | Iterable<TarInput>,
  controller: TarPackController,
): Promise<void> {
  for await (const entry of entries) {
    const { path: name } = entry;
    if ("linkTo" in entry)
      await controller.add({ name, size: 0, type: "symlink", linkname: entry.linkTo }).close();
    else
      await ReadableStream.from(entry.body()).pipeTo(controller.add({ name, size: entry.size, mode: 0o600 }));
  }
  controller.finalize();
}

/** Reads an archive. @throws {TarError} when it is not an archive, or ends too early. */
export async function* readTar(stream: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const entries = ReadableStream.from(whole(stream)).pipeThrough(createTarDecoder({ strict: true }));
  for await (const { header, body } of explained(entries)) {
    if (header.type === "directory") continue;
    if (header.type !== "file" && header.type !== "symlink")
      throw new TarError(`the entry ${header.name} is neither a file nor a link`);
    const linkTo = header.type === "symlink" ? header.linkname : undefined;
    yield { path: header.name, linkTo, body: explained(body) };
  }
}

async function* whole(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (cause) {
    throw new TarError(`it cannot be read to its end (${(cause as Error).message})`, { cause });
  }
}

async function* explained<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (cause) {
    if (cause instanceof TarError) throw cause;
    const { message } = cause as Error;
    throw new TarError(
      message === "Tar archive is truncated."
        ? "it ends too early"
        : `this is not a tar archive, or it is damaged (${message.replace(/\.$/, "")})`,
      { cause },
    );
  }
}
