// Reads a volume from disk.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { addAttributes, histogram, log, trace } from "telltale";

import { readNifti } from "./nifti.ts";
import { showDimensions, type Volume } from "./volume.ts";

const sizes = histogram("pipeline.file.size", {
  unit: "By",
  description: "Bytes of the files that were read.",
});

/** The volume in `file`. Throws what reading it throws. */
export async function loadVolume(file: string): Promise<Volume> {
  return trace("load volume", async () => {
    const bytes = await readFile(file);
    sizes.record(bytes.length);
    const volume = readNifti(bytes);
    const facts = { "file.size": bytes.length, "volume.voxels": volume.voxels.length };
    addAttributes(facts);
    log.info("volume loaded", {
      "file.name": path.basename(file),
      "volume.dimensions": showDimensions(volume),
      ...facts,
    });
    return volume;
  });
}
