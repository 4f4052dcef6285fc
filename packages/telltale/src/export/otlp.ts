// OTLP over HTTP with protobuf bodies, on node:http with kept connections.
import type { Batch, Exporter, Outcome } from "../engine/exporter.ts";
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** Where and how OTLP goes. */
export interface OtlpOptions {
  /** Base URL; `/v1/traces` and so on are added. `http://localhost:4318` by default. */
  readonly endpoint?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs?: number | undefined;
}

/** An exporter that posts to an OTLP/HTTP receiver. */
export function otlpExporter(options: OtlpOptions = {}): Exporter {
  const base = (options.endpoint ?? "http://localhost:4318").replace(/\/$/, "");
  const secure = base.startsWith("https:");
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  return {
    name: "otlp",
    async send(batch, signal): Promise<Outcome> {
      return new Promise((resolve) => {
        const request = (secure ? httpsRequest : httpRequest)(`${base}/v1/${batch.signal}`, {
          method: "POST",
          agent,
          signal,
          timeout: options.timeoutMs ?? 10_000,
          headers: {
            "content-type": "application/x-protobuf",
            "content-length": batch.body.length,
            ...options.headers,
          },
        });
        request.on("timeout", () => request.destroy(new Error("timeout")));
        request.on("error", (error) => resolve(lost(batch, error.message)));
        request.on("response", (response) => {
          response.resume();
          response.on("end", () =>
            resolve(
              response.statusCode === 200
                ? { exported: batch.items, dropped: 0 }
                : lost(batch, `HTTP ${response.statusCode}`),
            ),
          );
        });
        request.end(batch.body);
      });
    },
    stop: () => agent.destroy(),
  };
}

function lost(batch: Batch, message: string): Outcome {
  return { exported: 0, dropped: batch.items, reason: "unreachable", message };
}
