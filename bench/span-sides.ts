// Runs the sides of a comparison of spans in turn, each in a fresh process, and checks that what they made has arrived.
import { end, firstJson } from "../tools/child.ts";
import { run, start } from "./process.ts";
import type { Measured } from "./workload/spans.ts";

/** One side: a script below against/, and what it is to do differently. */
export interface Side {
  readonly name: string;
  readonly file: string;
  readonly way?: string | undefined;
  /** Spans that must arrive per pair. */
  readonly arrive: number;
}

/** CPU in ns per pair of every round, by the side's name, and how many spans arrived. */
export interface Cost {
  readonly ns: ReadonlyMap<string, readonly number[]>;
  readonly arrived: number;
}

export async function compare(sides: readonly Side[], rounds: number): Promise<Cost> {
  const sink = start("against/sink.ts");
  const { port } = await firstJson<{ port: number }>(sink);
  const url = `http://127.0.0.1:${port}`;
  const ns = new Map(sides.map(({ name }) => [name, [] as number[]]));
  let expected = 0;
  for (let round = 0; round < rounds; round++) {
    for (const { name, file, way = "", arrive } of sides) {
      const { cpuNsPerPair, pairs } = await run<Measured>(`against/${file}`, [url, way]);
      ns.get(name)?.push(cpuNsPerPair);
      expected += pairs * arrive;
    }
  }
  const { spans } = (await (await fetch(url)).json()) as { spans: number };
  await end(sink);
  if (spans !== expected)
    throw new Error(`Cannot trust the figures: ${expected} spans were made and ${spans} arrived`);
  return { ns, arrived: spans };
}
