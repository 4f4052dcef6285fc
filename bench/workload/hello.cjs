// An Express server that says hello, with one span of its own a request, and tells its parent over IPC what it has used. It knows nothing
// of what is preloaded.
const { trace } = require("@opentelemetry/api");
const express = require("express");

const tracer = trace.getTracer("hello");
const app = express();
app.get("/hello/:name", (request, response) =>
  tracer.startActiveSpan("greet", (span) => {
    span.setAttribute("greeted", request.params.name);
    response.send(`hello ${request.params.name}`);
    span.end();
  }),
);
const server = app.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("message", () => process.send(process.cpuUsage()));
process.on("disconnect", () => process.exit(0));
