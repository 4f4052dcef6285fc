// The receiver of the workloads of the library: one process for all runs.
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";

import { firstJson } from "../../tools/child.ts";
import { start } from "../process.ts";

/** A receiver in a process of its own that counts spans and log records. It ends with this process. */
export interface Sink {
  readonly url: string;
  /** Items that have arrived so far. */
  items(): Promise<number>;
}

let sink: Promise<Sink> | undefined;

/** The receiver, started when it is first asked for. */
export function sharedSink(): Promise<Sink> {
  return (sink ??= startSink());
}

async function startSink(): Promise<Sink> {
  const child = start("against/sink.ts");
  const { port } = await firstJson<{ port: number }>(child);
  child.unref();
  (child.stdout as Partial<{ unref(): void }> | null)?.unref?.();
  const url = `http://127.0.0.1:${port}`;
  return { url, items: () => itemsAt(url) };
}

/** On a connection of its own: a kept one may be closed while this process waits for a build, and does not see it. */
async function itemsAt(url: string): Promise<number> {
  const [response] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  const chunks = await response.toArray();
  return (JSON.parse(Buffer.concat(chunks as Buffer[]).toString()) as { items: number }).items;
}
