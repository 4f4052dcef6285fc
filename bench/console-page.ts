// How quick is the console's page, and its list of newest traces, while 50,000 spans a second arrive? `TELLTALE_BENCH_SECONDS=10` for a
// short run, `TELLTALE_BENCH_RATE=10000` for fewer spans a second.
import { answer } from "./figure.ts";
import { answerTimes, quantile, questions, sendTo, steadySeconds, withConsole } from "./ingest.ts";

const rate = Number(process.env["TELLTALE_BENCH_RATE"] ?? 50_000);
const load = { signal: "traces", protocol: "http", seconds: steadySeconds, rate } as const;
const lists: number[] = [];
const times = await withConsole((running) =>
  answerTimes(
    running,
    questions,
    () => sendTo(running, load),
    (path, ms) => {
      if (path.startsWith("/api/traces?")) lists.push(ms);
    },
  ),
);
lists.sort((a, b) => a - b);

answer({
  question: `The page while ${rate.toLocaleString("en")} spans a second arrive`,
  method:
    `OTLP/HTTP protobuf, requests of 1,000 spans of 11 attributes, ${steadySeconds} s, sender, console, store and asker on the same cores. ` +
    "Asked in turn, about ten a second: the document, services, the newest 20 traces, the console's own figures.",
  figures: [
    { name: "answer, median", value: quantile(times, 0.5), unit: "ms" },
    { name: "answer, p95", value: quantile(times, 0.95), unit: "ms" },
    { name: "list of newest traces, median", value: quantile(lists, 0.5), unit: "ms" },
    { name: "list of newest traces, p95", value: quantile(lists, 0.95), unit: "ms" },
  ],
});
