// Telemetry into files, one OTLP-JSON request a line (specification: protocol/file-exporter): for shippers, archives and eyes.
// A file holds one signal, as the specification asks.
import { dirname } from "node:path";
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Exporter, Signal } from "../engine/exporter/exporter.ts";
import { rejected } from "../settings/reject.ts";
import { resolve } from "../settings/resolve.ts";
import type { OptionsOf } from "../settings/setting.ts";
import { toJson } from "./json.ts";
import { signalList } from "./metric-preference.ts";

/** Which files, and how large they may grow. */
export const fileSettings = {
  type: "group",
  settings: {
    /** Path with `{signal}` where `traces`, `metrics` or `logs` is to stand; may be without it for one signal. */
    path: {
      type: "text",
      required: true,
      expected: "a path with `{signal}` in it, such as `telemetry/{signal}.jsonl`",
    },
    /** Signals to write. Default: all three. */
    signals: signalList as typeof signalList,
    /** Bytes at which a file is put aside as `….1`. */
    maxBytes: { type: "whole", least: 1, unit: "bytes", default: 104_857_600 },
    /** Files of a signal that are kept, the present one included. */
    maxFiles: { type: "whole", least: 1, default: 5 },
  },
} as const;

/** Which files, and how large they may grow. */
export interface FileOptions extends OptionsOf<typeof fileSettings.settings> {}

const fs = builtin("fs");
const every: readonly Signal[] = ["traces", "metrics", "logs"];

/**
 * Writes each batch as one line of OTLP-JSON to a file of its signal.
 *
 * Files are appended to, made for this user alone, and put aside when they are full; the oldest goes. What cannot be written
 * is counted as `file_failed`.
 *
 * @throws {TelemetryError} `TT_OPTION` when the path is not text, lacks `{signal}` for several signals, or a number is not a whole one.
 * @example
 * ```ts
 * import { fileExporter } from "telltale";
 *
 * fileExporter({ path: "telemetry/{signal}.jsonl" }).name; // => "file"
 * fileExporter({ path: "spans.jsonl", signals: ["traces"] }).signals; // => ["traces"]
 * ```
 */
export function fileExporter(options: FileOptions): Exporter {
  const { path, signals = every, maxBytes, maxFiles } = resolve(fileSettings, options ?? {}, "");
  if (signals.length > 1 && !path.includes("{signal}"))
    throw rejected("TT_OPTION", "path", path, fileSettings.settings.path.expected);
  const writers = new Map(
    signals.map((signal) => [
      signal,
      createAppender(path.replaceAll("{signal}", signal), maxBytes, maxFiles),
    ]),
  );
  return {
    name: "file",
    ...(options.signals === undefined ? {} : { signals }),
    async send(batch) {
      try {
        await writers.get(batch.signal)?.(`${await toJson(batch)}\n`);
        return { exported: batch.items, dropped: 0 };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { exported: 0, dropped: batch.items, reason: "file_failed", message };
      }
    },
  };
}

/** Appends lines to `path` one after the other. A line that fails does not stop the next one. */
function createAppender(path: string, maxBytes: number, maxFiles: number): (line: string) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let size: number | undefined;

  async function open(): Promise<number> {
    await fs().promises.mkdir(dirname(path), { recursive: true });
    return fs()
      .promises.stat(path)
      .then(
        (found) => found.size,
        () => 0,
      );
  }

  async function putAside(): Promise<void> {
    for (let number = maxFiles - 1; number >= 1; number--) {
      const from = number === 1 ? path : `${path}.${number - 1}`;
      await fs()
        .promises.rename(from, `${path}.${number}`)
        .catch((error: unknown) => {
          if ((error as { code?: unknown }).code !== "ENOENT") report("file_not_put_aside", error);
        });
    }
  }

  async function append(line: string): Promise<void> {
    const bytes = Buffer.from(line);
    size ??= await open();
    if (size > 0 && size + bytes.length > maxBytes) {
      await putAside();
      size = 0;
    }
    try {
      await fs().promises.appendFile(path, bytes, {
        mode: 0o600,
        ...(size === 0 && maxFiles === 1 ? { flag: "w" } : {}),
      });
      size += bytes.length;
    } catch (error) {
      size = undefined;
      throw error;
    }
  }

  return async (line) => {
    const mine = last.then(async () => append(line));
    last = mine.catch(() => {});
    await mine;
  };
}
