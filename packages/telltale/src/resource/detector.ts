// What finds out about the surroundings: our own detectors and those of the OpenTelemetry shape.
import { builtin } from "../engine/runtime/builtin.ts";

/** Resource attributes as found: undefined ones are left out. */
export type Found = Readonly<Record<string, unknown>>;

/** What a built-in detector may look at. */
export interface Surroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The text of a small local file; undefined when it cannot be read. Never a network file. */
  readText(path: string): string | undefined;
  /** The standard output of a program of the system; undefined when it fails or takes longer than 5 s. */
  run(command: string, args: readonly string[]): Promise<string | undefined>;
}

/** A detector of the library. It must not throw; what it does not know at once it returns as a promise. */
export type Detect = (around: Surroundings) => Found | Promise<Found>;

/**
 * A resource detector of the OpenTelemetry shape.
 *
 * What `detect` returns has `attributes`, and may be a promise, as each attribute may be (both lines of the stock SDK are
 * served). Nothing waits for a promise: what it gives joins the resource later, and is given up after 5 s.
 */
export interface ResourceDetector {
  detect(config?: unknown): unknown;
}

/** The machine this process runs on. */
export function realSurroundings(variables: Surroundings["variables"]): Surroundings {
  return {
    variables,
    platform: process.platform,
    readText(path) {
      try {
        return builtin("fs")().readFileSync(path, "utf8");
      } catch {
        return undefined;
      }
    },
    async run(command, args) {
      // loaded only if needed: on Linux files have all of it
      const { execFile } = await import("node:child_process");
      return new Promise((resolve) => {
        const done = (error: unknown, output: string): void => resolve(error ? undefined : output);
        execFile(command, args, { timeout: 5000, windowsHide: true }, done).unref();
      });
    },
  };
}
