// Exercise 3. A volume is loaded in silence. Say so: a log record `volume loaded` with `file.name`, `file.size`,
// `volume.voxels` and `volume.dimensions`, as attributes and not as part of the text.
import { readFile } from "node:fs/promises";
import { addAttributes, histogram, trace } from "telltale";

import { readNifti } from "../../nifti.ts";
import type { Volume } from "../../volume.ts";

const sizes = histogram("pipeline.file.size", {
  unit: "By",
  description: "Bytes of the files that were read.",
});

export async function loadVolume(file: string): Promise<Volume> {
  return trace("load volume", async () => {
    const bytes = await readFile(file);
    sizes.record(bytes.length);
    const volume = readNifti(bytes);
    addAttributes({ "file.size": bytes.length, "volume.voxels": volume.voxels.length });
    return volume;
  });
}
