// How many log records a second does the console take?
import { answer } from "./figure.ts";
import { sendTo, sustainedSeconds, withConsole } from "./ingest.ts";

const seconds = Math.min(60, sustainedSeconds);
const http = await withConsole((running) => sendTo(running, { signal: "logs", protocol: "http", seconds }));
const grpc = await withConsole((running) => sendTo(running, { signal: "logs", protocol: "grpc", seconds }));

answer({
  question: "Log records into the console",
  method: `OTLP protobuf, requests of 1,000 records of 7 attributes with a body of about 40 characters, 64 under way, ${seconds} s, sender, console and store on the same cores.`,
  figures: [
    { name: "acknowledged, HTTP", value: http.perSecond, unit: "records/s" },
    { name: "acknowledged, gRPC", value: grpc.perSecond, unit: "records/s" },
  ],
});
