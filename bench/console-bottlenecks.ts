// What do the detectors of bottlenecks cost a span? Traces like those of a shop, clean ones and such with problems.
import { answer, figureOf } from "./figure.ts";
import { run } from "./process.ts";

interface Measured {
  readonly traces: number;
  readonly spans: number;
  readonly findings: number;
  /** µs of CPU a span, each of some rounds. */
  readonly clean: readonly number[];
  readonly bad: readonly number[];
  readonly wide: readonly number[];
}

const { traces, spans, findings, clean, bad, wide } = await run<Measured>(
  "../packages/console/test/support/bottleneck-figures.ts",
  [],
  ["--conditions=telltale-source"],
);

answer({
  question: "Bottlenecks: CPU of the detectors",
  method:
    `${traces.toLocaleString("en")} traces with ${spans.toLocaleString("en")} spans of three services, seeded; every tenth of those with problems has one (${findings.toLocaleString("en")} findings). ` +
    "One trace of 10,000 spans, all of them queries of one span. CPU time of reading the tree, the critical path and all detectors; without the queries for the spans.",
  figures: [
    figureOf("clean traces", "µs a span", clean),
    figureOf("traces with problems", "µs a span", bad),
    figureOf("one trace of 10,000 spans", "µs a span", wide),
  ],
});
