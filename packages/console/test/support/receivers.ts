// Receivers as the console makes them, before a writer that keeps rows in memory.
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { createAuth } from "../../src/http/auth.ts";
import { closeServer } from "../../src/http/close.ts";
import type { ReceiverOptions } from "../../src/http/receiver.ts";
import { createLog } from "../../src/log.ts";
import { createIntake, type Intake } from "../../src/receive/intake.ts";
import { createMemoryWriter, type MemoryWriter } from "./memory-writer.ts";

export interface TestReceiver {
  readonly writer: MemoryWriter;
  readonly intake: Intake;
  readonly url: string;
  readonly port: number;
  post(path: string, body: Uint8Array | string, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

/** Lets the server that `create` makes listen on a free port. */
export async function startReceiver(
  create: (options: ReceiverOptions) => FastifyInstance,
  options: Partial<ReceiverOptions> = {},
  now: () => number = Date.now,
): Promise<TestReceiver> {
  const writer = createMemoryWriter();
  const intake = createIntake(writer, now);
  const app = create({
    intake,
    auth: createAuth(undefined),
    allowedOrigins: [],
    log: createLog("silent"),
    ...options,
  });
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    writer,
    intake,
    url,
    port,
    post: (path, body, headers = {}) =>
      fetch(url + path, { method: "POST", body: body as Uint8Array<ArrayBuffer>, headers }),
    close: () => closeServer(app, 2_000),
  };
}
