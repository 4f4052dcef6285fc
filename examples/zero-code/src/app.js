// An application as anybody would write it: Express, and one span by OpenTelemetry's API. What is seen of it is in README.md.
import { setTimeout as sleep } from "node:timers/promises";
import { trace } from "@opentelemetry/api";
import express from "express";

const app = express();
const tracer = trace.getTracer("zero-code");

app.get("/", (_request, response) => {
  // quicker than 5 ms, so that the rule in enrichment.yaml drops it
  const text = tracer.startActiveSpan("greet", (span) => {
    span.end();
    return "hello";
  });
  response.send(text);
});

app.get("/slow", async (_request, response) => {
  await sleep(200);
  response.send("slow");
});

app.get("/error", () => {
  throw new Error("nothing works");
});

app.get("/manual-span", async (_request, response) => {
  const sum = await tracer.startActiveSpan("manual work", async (span) => {
    await sleep(20);
    span.setAttribute("manual.items", 3);
    span.end();
    return 1 + 2 + 3;
  });
  response.json({ sum });
});

app.get("/health", (_request, response) => response.send("ok"));

// Express prints errors; a message without its stack does here
app.use((error, _request, response, _next) => response.status(500).send(error.message));

const server = app.listen(Number(process.env["PORT"] ?? 8080), "127.0.0.1", () => {
  console.log(`listening ${server.address().port}`);
});

// ends when whoever started it goes, or by Ctrl+C
process.stdin.resume().on("end", () => server.close());
