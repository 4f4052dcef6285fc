// What do a catalog's typed calls and its guard cost?
import { answer, figureOf, median, type Figure } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly ns: Readonly<Record<string, readonly (readonly number[])[]>>;
}

const rounds = 5;
const modes = ["off", "count", "warn", "reject"] as const;
const calls = [
  "span",
  "span with values that change",
  "span with an id of the class `high`",
  "record",
  "counter",
  "bound counter",
] as const;

const byMode = new Map<string, number[]>();
const typed: number[] = [];
for (let round = 0; round < rounds; round++) {
  for (const mode of ["none", ...modes]) {
    const { ns } = await run<Measured>("against/catalog-forms.ts", [mode]);
    for (const call of calls) {
      const key = `${call}, ${mode}`;
      byMode.set(key, [...(byMode.get(key) ?? []), median(ns[call]?.[0] ?? [])]);
    }
    const [plain = [], byApi = []] = ns["typed"] ?? [];
    typed.push(median(byApi) - median(plain));
  }
}

const costs = (key: string): readonly number[] => byMode.get(key) as readonly number[];
const figures: Figure[] = [figureOf("more for a span by `catalog.api()`", "ns CPU", typed)];
for (const call of calls) {
  figures.push(figureOf(`${call}, without a catalog`, "ns CPU", costs(`${call}, none`)));
  for (const mode of modes) {
    const more = costs(`${call}, ${mode}`).map((cost, at) => cost - (costs(`${call}, none`)[at] as number));
    figures.push(figureOf(`${call}, more with the guard \`${mode}\``, "ns CPU", more));
  }
}
answer({
  question: "A catalog: typed calls, and its guard",
  method:
    "A span of three attributes, the same with other values at each call (a UUID, a number of 12, one of two texts), a span with a UUID of the class `high`, whose values are estimated, " +
    "a log record of two attributes, a counter of one attribute and the same bound to it; all of them as the catalog declares. The rival is the same process without a catalog. " +
    "Plain imports and `catalog.api()` are in turn in one process; the types of `Register` leave nothing at run time. That everything leaves is counted. " +
    `CPU time of the thread, blocks of 1,600 calls, 100 blocks after 100 to warm up, the median block of each; ${rounds} fresh processes for each mode, in alternating order.`,
  figures,
});
