// A receiver and a folder for crash files of one test's own, so that tests run side by side.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, vi } from "vitest";
import { otlpExporter } from "../../src/index.ts";
import { withCrashFile } from "../../src/spool/crash-file.ts";
import { type Child, runProgram } from "../engine/ended.ts";
import { type Receiver, startReceiver } from "../engine/receiver.ts";

/** Where one test leaves crash files, and who receives them. */
export interface CrashPlace {
  receiver: Receiver;
  /** In which the library makes its own. */
  readonly folder: string;
  /** The library's folder. */
  readonly own: string;
  files(): string[];
  spanNames(): string[];
  /** Runs `program` behind the start of a service `child`. */
  run(program: string, environment?: Record<string, string>, options?: string): Child;
  /** Sends what was left, as the next start of the service does. */
  next(maxBytes?: number): Promise<void>;
  /** Closes the receiver, then does `meanwhile`, then starts another receiver on its port. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
}

/** Runs `work` with a place of its own. */
export async function inCrashPlace(work: (place: CrashPlace) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-crash-test-"));
  const own = path.join(folder, `telltale-crash-${process.geteuid?.() ?? "user"}`);
  const files = (): string[] => (existsSync(own) ? readdirSync(own) : []);
  const place: CrashPlace = {
    receiver: await startReceiver(),
    folder,
    own,
    files,
    spanNames: () => place.receiver.spans().map((span) => span["name"]),
    run(program, environment = {}, options = "") {
      const begin = `import { counter, log, recordTransaction, start, startSpan, trace } from "telltale";
        import { createServer } from "node:http";
        const telemetry = start({ service: "child" ${options} });`;
      return runProgram(`${begin}\n${program}`, {
        TELLTALE_ENDPOINT: place.receiver.url,
        TELLTALE_CRASH_FILE: "true",
        TMPDIR: folder,
        ...environment,
      });
    },
    async next(maxBytes = 32 << 20) {
      const settings = { directory: folder, maxBytes, maxAgeMs: 86_400_000 };
      const exporters = [otlpExporter({ endpoint: place.receiver.url })];
      const [exporter] = withCrashFile(exporters, settings, ["child", "", ""]);
      // not `expect.poll`: that knows one test at a time
      await vi.waitFor(() => expect(files()).toEqual([]), { timeout: 30_000 });
      await exporter?.stop?.();
    },
    async restart(meanwhile = async () => {}) {
      const { port } = place.receiver;
      await place.receiver.close();
      await meanwhile();
      place.receiver = await startReceiver(port);
    },
  };
  try {
    await work(place);
  } finally {
    await place.receiver.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
