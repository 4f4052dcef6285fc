// The images that the tests look at: built while other tests run, so that the first files wait for them.
import { existsSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { inject } from "vitest";

import { patience } from "../../../tools/testing/patience.ts";

/** How a build ended. */
export interface BuildOutcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BuiltImages {
  /** The OCI layout with the images; undefined where they cannot be tested. */
  readonly layout: string | undefined;
  /** What the build printed at its end. */
  readonly summary: string;
  /** Executables of Node by version. */
  readonly nodes: Readonly<Record<string, string>>;
}

/** The images of this run, when they are there. @throws when their build failed. */
export async function builtImages(): Promise<BuiltImages> {
  const { layout, outcome, nodes } = inject("images");
  if (layout === undefined) return { layout, summary: "", nodes };
  const until = performance.now() + patience(900_000);
  while (!existsSync(outcome)) {
    if (performance.now() > until) throw new Error("Cannot test the images: their build does not end.");
    await setTimeout(100);
  }
  const { status, stdout, stderr } = JSON.parse(readFileSync(outcome, "utf8")) as BuildOutcome;
  if (status !== 0) throw new Error(`Cannot build the images (${status}):\n${stdout}\n${stderr}`);
  return { layout, summary: stdout, nodes };
}
