// Runs the sides of a comparison in turn, each in a fresh process, and checks that what they made has arrived.
import { end, firstJson } from "../tools/child.ts";
import { run, start } from "./process.ts";
import type { Measured } from "./workload/bursts.ts";

/** One side: a script below against/, and what it is to do differently. */
export interface Side {
  readonly name: string;
  readonly file: string;
  readonly way?: string | undefined;
  /** Spans or records that must arrive per operation. */
  readonly arrive: number;
  /** More of them that must arrive, once a process. */
  readonly once?: number | undefined;
}

/** CPU in ns per operation of every round, by the side's name, and how many spans or records arrived. */
export interface Cost {
  readonly ns: ReadonlyMap<string, readonly number[]>;
  readonly arrived: number;
}

export async function compare(sides: readonly Side[], rounds: number): Promise<Cost> {
  const sink = start("against/sink.ts");
  const ns = new Map(sides.map(({ name }) => [name, [] as number[]]));
  try {
    const { port } = await firstJson<{ port: number }>(sink);
    const url = `http://127.0.0.1:${port}`;
    let expected = 0;
    for (let round = 0; round < rounds; round++) {
      for (const { name, file, way = "", arrive, once = 0 } of sides) {
        const { cpuNs, operations } = await run<Measured>(`against/${file}`, [url, way]);
        ns.get(name)?.push(cpuNs);
        expected += operations * arrive + once;
      }
    }
    const { items } = (await (await fetch(url)).json()) as { items: number };
    if (items !== expected)
      throw new Error(`Cannot trust the figures: ${expected} were made and ${items} arrived`);
    return { ns, arrived: items };
  } finally {
    await end(sink);
  }
}
