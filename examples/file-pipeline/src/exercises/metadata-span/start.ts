// Exercise 1. The output's metadata is written without a span: how long that takes, and whether it fails, is unknown.
// Give it a span `write metadata` with the size of the file as `file.size`.
import { writeFile } from "node:fs/promises";
import { traceId } from "telltale";

import { rangeOf, type Volume } from "../../volume.ts";
import type { Provenance } from "../../write-metadata.ts";

export async function writeMetadata(file: string, volume: Volume, provenance: Provenance): Promise<string> {
  const { dimensions, spacing } = volume;
  const metadata = { ...provenance, dimensions, spacing, ...rangeOf(volume), traceId: traceId() };
  const text = `${JSON.stringify(metadata, undefined, 2)}\n`;
  const name = `${file}.json`;
  await writeFile(name, text);
  return name;
}
