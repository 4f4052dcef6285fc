// Writes what is known of an output beside it, as JSON.
import { writeFile } from "node:fs/promises";
import { addAttribute, trace, traceId } from "telltale";

import { rangeOf, type Volume } from "./volume.ts";

/** How an output came about. */
export interface Provenance {
  readonly source: string;
  readonly stages: readonly string[];
}

/** Writes `FILE.json` beside the output `file`, and gives its name. The trace that made the output can be found from it. */
export async function writeMetadata(file: string, volume: Volume, provenance: Provenance): Promise<string> {
  return trace("write metadata", async () => {
    const { dimensions, spacing } = volume;
    const metadata = { ...provenance, dimensions, spacing, ...rangeOf(volume), traceId: traceId() };
    const text = `${JSON.stringify(metadata, undefined, 2)}\n`;
    const name = `${file}.json`;
    await writeFile(name, text);
    addAttribute("file.size", Buffer.byteLength(text));
    return name;
  });
}
