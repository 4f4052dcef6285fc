// Exercise 2. Each stage has its span and its duration, but no one can say how many ran, and how many of them failed.
// Count them as `pipeline.stage.runs`, by `stage.name` and `outcome` (`completed`, `failed`).
import { counter, timer, trace } from "telltale";

import type { Stage } from "../../stages.ts";
import type { Volume } from "../../volume.ts";

const durations = timer("pipeline.stage.duration", { description: "How long stages took." });
const voxels = counter("pipeline.voxels", {
  unit: "{voxel}",
  description: "Voxels that stages were given.",
});

export async function runStage(name: string, stage: Stage, volume: Volume): Promise<Volume> {
  const attributes = { "stage.name": name };
  return trace(`stage ${name}`, { attributes }, async (span) => {
    const result = durations.time(() => stage(volume), attributes);
    voxels.add(volume.voxels.length, attributes);
    span.setAttribute("volume.voxels", result.voxels.length);
    return result;
  });
}
