// What could not be sent when the process ends, for programs without a spool: written before the process is gone, into a folder that
// only this user can access, and sent by the next process of the same service to the same receiver with the same credentials. While
// the process runs, nothing is written.
import { suppressed } from "../engine/context/suppress.ts";
import type { Attempt, Exporter, Signal } from "../engine/exporter/exporter.ts";
import { keyOf } from "./crash-name.ts";
import {
  type CrashExporter,
  type CrashSender,
  createCrashSender,
  giveBackAll,
  sendRound,
  stopSending,
} from "./crash-sender.ts";
import type { CrashFileSettings } from "./crash-settings.ts";
import { createCrashWriter, type CrashWriter, holdBatch, writeHeld } from "./crash-writer.ts";

const signals: readonly Signal[] = ["traces", "metrics", "logs"];

/** `exporters` with a crash file behind each that can have one: all that try a batch once and name their recipient. */
export function withCrashFile(
  exporters: readonly Exporter[],
  settings: CrashFileSettings,
  service: readonly unknown[],
): readonly Exporter[] {
  return exporters.map((exporter) =>
    exporter.attempt === undefined || exporter.recipient === undefined
      ? exporter
      : exporterWithFile(exporter as CrashExporter, settings, service),
  );
}

/** The crash file of one exporter. */
interface CrashFile {
  readonly writer: CrashWriter;
  readonly sender: CrashSender;
}

function exporterWithFile(
  exporter: CrashExporter,
  settings: CrashFileSettings,
  service: readonly unknown[],
): Exporter {
  let file: CrashFile | undefined;
  // opened when it is first needed: a start does not load its code
  const open = (): CrashFile => (file ??= openFile(exporter, settings, service));
  // its files, and those of later rounds, are not spans of the application, which instruments `fs` perhaps
  const firstRound = suppressed(() => setImmediate(() => void sendRound(open().sender)));
  const end = (): void => {
    clearImmediate(firstRound);
    if (file !== undefined) closeFile(file);
  };
  return {
    name: exporter.name,
    ...(exporter.signals === undefined ? {} : { signals: exporter.signals }),
    metricPreference: exporter.metricPreference,
    attempt: async (batch, abort): Promise<Attempt> => exporter.attempt(batch, abort),
    ...(exporter.destination === undefined
      ? {}
      : { destination: (signal): string => exporter.destination?.(signal) ?? "" }),
    recipient: (signal) => exporter.recipient(signal),
    send: async (batch, abort) => exporter.send(batch, abort),
    save: (batch) => suppressed(() => holdBatch(open().writer, batch)),
    hurry: () => exporter.hurry?.(),
    leave() {
      end();
      exporter.leave?.();
    },
    async stop() {
      end();
      await exporter.stop?.();
    },
  };
}

function openFile(
  exporter: CrashExporter,
  settings: CrashFileSettings,
  service: readonly unknown[],
): CrashFile {
  const own = signals.filter((signal) => exporter.signals?.includes(signal) ?? true);
  const writer = createCrashWriter(settings, keysOf(exporter, own, service), own.length);
  return { writer, sender: createCrashSender(exporter, writer) };
}

function closeFile({ writer, sender }: CrashFile): void {
  stopSending(sender);
  suppressed(() => {
    writeHeld(writer);
    giveBackAll(sender);
  });
}

/** The signals by the keys of their files. Computed when first needed, so that a start does not pay for it. */
function keysOf(
  exporter: CrashExporter,
  own: readonly Signal[],
  service: readonly unknown[],
): () => ReadonlyMap<string, Signal> {
  let keys: Map<string, Signal> | undefined;
  return () =>
    (keys ??= new Map(
      own.map((signal) => [keyOf([...service, signal, exporter.recipient(signal)]), signal]),
    ));
}
