// Digests as OCI writes them: `sha256:` and 64 hexadecimal digits.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** The digest of `data`. */
export function digestOf(data: string | Uint8Array): string {
  return `sha256:${createHash("sha256").update(data).digest("hex")}`;
}

/** The digest of a file, which is not read into memory. */
export async function digestOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return `sha256:${hash.digest("hex")}`;
}

/** The digits alone: the name of a blob's file. */
export function digits(digest: string): string {
  return digest.slice("sha256:".length);
}
