// Runs one stage on a volume.
import { counter, timer, trace } from "telltale";

import type { Stage } from "./stages.ts";
import type { Volume } from "./volume.ts";

const runs = counter("pipeline.stage.runs", {
  unit: "{run}",
  description: "Stages that were run, by how they ended.",
});
const durations = timer("pipeline.stage.duration", { description: "How long stages took." });
const voxels = counter("pipeline.voxels", { unit: "{voxel}", description: "Voxels that stages were given." });

/** What `stage` makes of `volume`. Throws what it throws. */
export async function runStage(name: string, stage: Stage, volume: Volume): Promise<Volume> {
  const attributes = { "stage.name": name };
  return trace(`stage ${name}`, { attributes }, async (span) => {
    try {
      const result = durations.time(() => stage(volume), attributes);
      voxels.add(volume.voxels.length, attributes);
      span.setAttribute("volume.voxels", result.voxels.length);
      runs.add(1, { ...attributes, outcome: "completed" });
      return result;
    } catch (error) {
      runs.add(1, { ...attributes, outcome: "failed" });
      throw error;
    }
  });
}
