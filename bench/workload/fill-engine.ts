// The rows of realistic requests into an engine by itself.
import { once } from "node:events";
import { start } from "../process.ts";
import { createRealisticBatch } from "./realistic-batch.ts";

export interface Filled {
  readonly rowsPerSecond: number;
  /** CPU time of the engine for each row, µs. */
  readonly engineUs: number;
  /** Names of the views that read spans. */
  readonly views: readonly string[];
}

const requests = 48 * 12;

/** Makes requests as senders do, has them made into blocks, and inserts these for so long, without the views `dropped`. */
export async function fillEngine(seconds: number, dropped: readonly string[] = []): Promise<Filled> {
  const child = start(
    "../packages/console/test/support/fill-store.ts",
    [String(seconds), "requests", ...dropped],
    ["--conditions=telltale-source"],
    "pipe",
  );
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const batch = createRealisticBatch(512);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(batch.bytes.length);
  const closed = once(child, "close");
  for (let n = 0; n < requests; n++) {
    batch.renew();
    if (child.stdin?.write(Buffer.concat([length, batch.bytes])) === false) await once(child.stdin, "drain");
  }
  child.stdin?.end();
  const [code] = (await closed) as [number];
  if (code !== 0) throw new Error(`fill-store.ts ended with ${code}`);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Filled;
}
