// Files that are not text: archives and other compressions are named, so that the reader knows what to do with them.
import { ProblemError } from "../problem/problem.ts";

const expected = "Expected JSON, CSV or Parquet; JSON and CSV may be compressed with gzip.";

/** Kinds by their first bytes, with what helps. */
const kinds: readonly (readonly [magic: string, kind: string, fix: string])[] = [
  ["504b0304", "a zip archive", "Unpack it, and import the files in it."],
  ["28b52ffd", "compressed with zstd", "Decompress it with `zstd -d`, or use gzip."],
  ["425a68", "compressed with bzip2", "Decompress it with `bunzip2`, or use gzip."],
  ["fd377a585a00", "compressed with xz", "Decompress it with `unxz`, or use gzip."],
  ["377abcaf271c", "a 7z archive", "Unpack it, and import the files in it."],
  ["25504446", "a PDF", expected],
  ["fffe", "text in UTF-16", "Save it as UTF-8."],
  ["feff", "text in UTF-16", "Save it as UTF-8."],
];

/** @throws {ProblemError} `FILE_NOT_READ` when `head`, the beginning of a file, is not text. */
export function refuseBinary(head: Buffer): void {
  const begin = head.toString("hex", 0, 8);
  const known = kinds.find(([magic]) => begin.startsWith(magic));
  if (known !== undefined)
    throw new ProblemError("FILE_NOT_READ", `Cannot read it: it is ${known[1]}.`, known[2]);
  if (head.includes(0))
    throw new ProblemError(
      "FILE_NOT_READ",
      "Cannot read it: it is a binary file of an unknown kind.",
      expected,
    );
}
