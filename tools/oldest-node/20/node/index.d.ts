// What `node` means to every file and package that asks for its types: those of the oldest Node the console runs on, and what later
// ones have that the console asks for before it is used.
/// <reference types="node-20" />

declare module "zlib" {
  /** Node 22.15. */
  const createZstdDecompress: (() => BrotliDecompress) | undefined;
  /** Node 22.15. */
  const zstdDecompressSync: ((input: Uint8Array, options: { maxOutputLength: number }) => Buffer) | undefined;
}
