// Does memory stay where it is for long? Half an hour at 5,000 spans a second, with the receiver there, away, and away with a spool.
// Asked for by name only: `npm run bench -- library-soak`. `SOAK_MINUTES` makes it shorter or longer.
import { end, firstJson } from "../tools/child.ts";
import { answer, type Figure } from "./figure.ts";
import { run, start } from "./process.ts";
import type { Turns } from "./workload/turns.ts";

interface Measured extends Turns {
  readonly traces: {
    readonly queued: number;
    readonly exported: number;
    readonly spooled?: number;
    readonly dropped: Readonly<Record<string, number>>;
  };
}

const minutes = Number(process.env["SOAK_MINUTES"] ?? 30);
const perSecond = 5000;
const sides = { telltale: "exporting", away: "receiver away", spool: "receiver away, spool" } as const;
const sink = start("against/sink.ts");
let figures: Figure[];
try {
  const { port } = await firstJson<{ port: number }>(sink);
  const url = `http://127.0.0.1:${port}`;
  // side by side, since each of them needs a small part of a core
  figures = (await Promise.all(Object.keys(sides).map((side) => soak(side, url)))).flat();
} finally {
  await end(sink);
}

answer({
  question: "Memory over half an hour at 5,000 spans a second",
  method:
    `${perSecond.toLocaleString("en")} spans a second for ${minutes} minutes (root and child, 5 attributes each, one event), each side in a process of its own, all at once; ` +
    "heap and external memory after a collection, half-way and at the end. Every span is accounted for: sent, waiting, on disk, or dropped and counted.",
  figures,
});

async function soak(side: string, url: string): Promise<Figure[]> {
  const args = [side, url, String(perSecond), String(minutes * 60), "resting"];
  const { spans, traces, halfBytes, endBytes } = await run<Measured>("against/turns.ts", args);
  const { queued, exported, spooled = 0, dropped } = traces;
  const lost = Object.values(dropped).reduce((sum, one) => sum + one, 0);
  const known = queued + exported + spooled + lost;
  if (known < spans * 0.999 || (side === "telltale" && exported < spans * 0.99))
    throw new Error(`Cannot trust the figures: of ${spans} spans ${known} are known (${side})`);
  const label = sides[side as keyof typeof sides];
  return [
    { name: `half-way: ${label}`, unit: "MiB", value: mebibytes(halfBytes) },
    { name: `at the end: ${label}`, unit: "MiB", value: mebibytes(endBytes) },
    { name: `spans made: ${label}`, unit: "", value: spans },
  ];
}

function mebibytes(bytes: number): number {
  return bytes / 2 ** 20;
}
