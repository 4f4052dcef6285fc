// An application that preloads the stock OpenTelemetry SDK (other-sdk.cjs): asks itself once, and prints the answer and what that SDK recorded.
const { spans } = require("./other-sdk.cjs");
const express = require("express");
const app = express();
app.get("/orders/:id", (request, response) => {
  response.set("x-order", request.params.id).json({ id: request.params.id });
});
const server = app.listen(0, "127.0.0.1", async () => {
  const { port } = server.address();
  const answer = await fetch(`http://127.0.0.1:${port}/orders/7`, {
    headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", connection: "close" },
  });
  const body = await answer.text();
  const names = spans.getFinishedSpans().map(({ name, kind, attributes, parentSpanContext }) => ({
    name,
    kind,
    route: attributes["http.route"],
    parent: parentSpanContext?.spanId === "b7ad6b7169203331" ? "the caller" : parentSpanContext !== undefined,
  }));
  console.log(JSON.stringify({ status: answer.status, order: answer.headers.get("x-order"), body, names }));
  server.close();
});
