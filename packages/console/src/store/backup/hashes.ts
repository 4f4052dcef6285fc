// What each file of a back-up was when it was written (SHA-256): counting rows does not show that bytes in them have changed.
import { createHash } from "node:crypto";

/** Hashes by path. */
export interface FileHashes {
  /** `body` as it is; once it has been read to its end its hash is noted. */
  noting(path: string, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  readonly byPath: ReadonlyMap<string, string>;
}

export function createFileHashes(): FileHashes {
  const byPath = new Map<string, string>();
  return {
    byPath,
    async *noting(path, body) {
      const hash = createHash("sha256");
      for await (const chunk of body) {
        hash.update(chunk);
        yield chunk;
      }
      byPath.set(path, hash.digest("hex"));
    },
  };
}

/** As it is in the archive. */
export function hashesToText(byPath: ReadonlyMap<string, string>): string {
  return `${JSON.stringify({ algorithm: "SHA-256", files: Object.fromEntries(byPath) }, undefined, 1)}\n`;
}

/** A path at which `found` is not what `text` says: changed, missing or too much. */
export function firstDifference(text: string, found: ReadonlyMap<string, string>): string | undefined {
  const expected = new Map(Object.entries((JSON.parse(text) as { files: Record<string, string> }).files));
  const paths = new Set([...expected.keys(), ...found.keys()]);
  return [...paths].find((path) => expected.get(path) !== found.get(path));
}
