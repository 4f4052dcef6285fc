// An agent of Datadog for tests: decodes the traces and metrics that dd-trace sends.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { unpack } from "msgpackr";
import { onTestFinished } from "vitest";

/** A span of `/v0.4/traces`. */
interface AgentSpan {
  readonly name: string;
  readonly resource: string;
  readonly service: string;
  readonly error: number;
  readonly meta: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface Agent {
  readonly variables: Readonly<Record<string, string>>;
  readonly spans: readonly AgentSpan[];
  /** Lines of DogStatsD, without those about its client. */
  readonly metrics: readonly string[];
}

export async function startAgent(): Promise<Agent> {
  const spans: AgentSpan[] = [];
  const metrics: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      if (request.url === "/v0.4/traces") spans.push(...(unpack(body) as AgentSpan[][]).flat());
      if (request.url?.startsWith("/dogstatsd/") === true)
        metrics.push(
          ...body
            .toString()
            .split("\n")
            .filter((line) => line !== "" && !line.startsWith("datadog.dogstatsd.")),
        );
      response
        .writeHead(request.url === "/info" ? 404 : 200, { "content-type": "application/json" })
        .end("{}");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    spans,
    metrics,
    variables: {
      DD_TRACE_AGENT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: "false",
      DD_REMOTE_CONFIGURATION_ENABLED: "false",
      DD_CRASHTRACKING_ENABLED: "false",
      DD_TRACE_STARTUP_LOGS: "false",
    },
  };
}
