// How long does the preview of an alert rule over seven days take, with ten million spans in them, and how long with another limit?
// The store is made once and kept in the folder for temporary files; TELLTALE_BENCH_ROWS asks for another number of spans.
import { answer, figureOf } from "./figure.ts";
import { run } from "./process.ts";
import { alertStore, fileOfFigures } from "./workload/alert-store.ts";

interface Measured {
  readonly spans: number;
  readonly previews: readonly {
    readonly name: string;
    readonly first: readonly number[];
    readonly again: readonly number[];
    /** Of the console and the engine, in the first run of each: ms. */
    readonly cpu: readonly number[];
    readonly firings: number;
    readonly stepMs: number;
  }[];
}

const folder = await alertStore();
const { spans, previews } = await run<Measured>(
  fileOfFigures,
  [folder, "0", "5"],
  ["--conditions=telltale-source"],
);
const coarse = previews.filter(({ stepMs }) => stepMs !== 60_000);
if (coarse.length > 0)
  throw new Error(`Not evaluated each minute: ${coarse.map(({ name }) => name).join(", ")}`);

answer({
  question: "Preview of an alert rule over seven days",
  method: `${spans.toLocaleString("en")} spans, all in the last of the seven days; evaluated for each of the 10,080 minutes. In the console's process, without HTTP, five runs each; \`again\` is the same rule with another limit.`,
  figures: previews.flatMap(({ name, first, again, cpu }) => [
    figureOf(name, "ms", first),
    figureOf(`${name}, again`, "ms", again),
    figureOf(`${name}, CPU of console and engine`, "ms", cpu),
  ]),
});
