// How many metric points a second does the console take?
import { answer } from "./figure.ts";
import { sendTo, sustainedSeconds, withConsole } from "./ingest.ts";

const seconds = Math.min(60, sustainedSeconds);
const load = { signal: "metrics", items: 2000, connections: 24, seconds } as const;
const http = await withConsole((running) => sendTo(running, { ...load, protocol: "http" }));
const grpc = await withConsole((running) => sendTo(running, { ...load, protocol: "grpc" }));

answer({
  question: "Metric points into the console",
  method: `OTLP protobuf, 48,000 series of 24 processes, requests of 2,000 points of 4 attributes in metrics of 20 series (half sums, three tenths gauges, a fifth histograms of 15 buckets), 24 under way, ${seconds} s, sender, console and store on the same cores.`,
  figures: [
    { name: "acknowledged, HTTP", value: http.perSecond, unit: "points/s" },
    { name: "acknowledged, gRPC", value: grpc.perSecond, unit: "points/s" },
  ],
});
