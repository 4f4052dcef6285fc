// How quick is the console's page while 50,000 spans a second arrive?
import { answer } from "./figure.ts";
import { answerTimes, quantile, questions, sendTo, steadySeconds, withConsole } from "./ingest.ts";

const load = { signal: "traces", protocol: "http", seconds: steadySeconds, rate: 50_000 } as const;
const times = await withConsole((running) => answerTimes(running, questions, () => sendTo(running, load)));

answer({
  question: "The page while 50,000 spans a second arrive",
  method:
    `OTLP/HTTP protobuf, requests of 1,000 spans of 11 attributes, ${steadySeconds} s, sender, console, store and asker on the same cores. ` +
    "Asked in turn, about ten a second: the document, services, the newest 20 traces, the console's own figures. The slowest twentieth are lists of traces.",
  figures: [
    { name: "answer, median", value: quantile(times, 0.5), unit: "ms" },
    { name: "answer, p95", value: quantile(times, 0.95), unit: "ms" },
  ],
});
