// Code to paste for each way to send data, with the endpoint of this console.
import { type Shell, shell, word } from "quoting/shell";
import { comment, literal, type TypeScript, typescript } from "quoting/typescript";

type SnippetTab = "telltale" | "otel" | "curl";

export interface SnippetSteps {
  readonly id: SnippetTab;
  readonly label: string;
  readonly steps: readonly { readonly name: string; readonly code: Shell | TypeScript }[];
}

/** `endpoint` is the OTLP/HTTP address, such as `http://127.0.0.1:4318`. */
export function snippetsFor(endpoint: string): readonly SnippetSteps[] {
  return [
    {
      id: "telltale",
      label: "Telltale",
      steps: [
        { name: "1 Install", code: install },
        { name: "2 app.mjs", code: telltale(endpoint) },
        { name: "3 Run", code: shell`node app.mjs` },
      ],
    },
    {
      id: "otel",
      label: "OpenTelemetry SDK",
      steps: [
        { name: "1 Install", code: shell`npm install @opentelemetry/api @opentelemetry/sdk-node` },
        { name: "2 app.mjs", code: stock },
        { name: "3 Run", code: shell`OTEL_EXPORTER_OTLP_ENDPOINT=${word(endpoint)} node app.mjs` },
      ],
    },
    { id: "curl", label: "curl", steps: [{ name: "One request, no library", code: curl(endpoint) }] },
  ];
}

const install = shell`npm install telltale`;

function telltale(endpoint: string): TypeScript {
  // The library's own default needs no option.
  const option = isDefault(endpoint) ? typescript`` : typescript`, endpoint: ${literal(endpoint)}`;
  return typescript`import { start, transaction } from "telltale";

${comment(`sends to ${endpoint}`)}
start({ service: "shop"${option} });

const order = { id: "order-1", user: "u-1", amount: 99.99, currency: "EUR" };
await transaction("purchase", order, async (tx) => {
  tx.step("payment authorised");
});`;
}

const isDefault = (endpoint: string): boolean =>
  /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):4318\/?$/.test(endpoint);

const stock = typescript`import { NodeSDK } from "@opentelemetry/sdk-node";
import { trace } from "@opentelemetry/api";

const sdk = new NodeSDK({ serviceName: "shop" });
sdk.start();
trace.getTracer("shop").startActiveSpan("first span", (span) => span.end());
await sdk.shutdown();`;

function curl(endpoint: string): Shell {
  return shell`curl -X POST ${word(`${endpoint}/v1/traces`)} -H "content-type: application/json" -d '{
  "resourceSpans": [{
    "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": "shop" } }] },
    "scopeSpans": [{ "spans": [{
      "traceId": "'$(openssl rand -hex 16)'", "spanId": "'$(openssl rand -hex 8)'", "name": "first span", "kind": 1,
      "startTimeUnixNano": "'$(date +%s)000000000'", "endTimeUnixNano": "'$(date +%s)120000000'"
    }] }]
  }]
}'`;
}
