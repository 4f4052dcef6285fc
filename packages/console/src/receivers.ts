// What accepts telemetry: OTLP over HTTP and gRPC, Zipkin, Jaeger, and the scraper.
import type { Access } from "./http/access.ts";
import { createJaegerHttp } from "./http/jaeger-http.ts";
import { listenHttp, listenOrExplain, toUrl } from "./http/listen.ts";
import { createOtlpGrpc } from "./http/otlp-grpc.ts";
import { createOtlpHttp } from "./http/otlp-http.ts";
import { createZipkinHttp } from "./http/zipkin-http.ts";
import type { Intake } from "./receive/intake.ts";
import { startScraper } from "./scrape/scraper.ts";
import { httpPart, type Start, stopMs } from "./start.ts";

export async function startReceivers(start: Start, intake: Intake, { auth, tls }: Access): Promise<void> {
  const { config, log, parts, ports, addresses } = start;
  const receiver = { intake, auth, tls, allowedOrigins: config.allowedOrigins, log };
  const otlpHttp = createOtlpHttp(receiver);
  parts.add(httpPart("OTLP/HTTP", otlpHttp));
  addresses.otlpHttp = await listenHttp(otlpHttp, ports.otlpHttp);

  const otlpGrpc = createOtlpGrpc({ intake, auth, tls, log });
  parts.add({
    name: "OTLP/gRPC",
    timeoutMs: stopMs.grpc + 1_000,
    stop: () => otlpGrpc.close(stopMs.grpc),
  });
  const grpcPort = await listenOrExplain(ports.otlpGrpc, () =>
    otlpGrpc.listen(config.listen, config.otlpGrpcPort),
  );
  addresses.otlpGrpc = toUrl(config.listen, grpcPort, tls !== undefined);

  for (const [name, create] of [
    ["zipkin", createZipkinHttp],
    ["jaeger", createJaegerHttp],
  ] as const) {
    const port = ports[name];
    if (port === undefined) continue;
    const app = create(receiver);
    parts.add(httpPart(port.what, app));
    addresses[name] = await listenHttp(app, port);
  }

  const scraper = startScraper({ jobs: config.intake.scrapeJobs, intake, log });
  parts.add({ name: "scraping", timeoutMs: stopMs.background, stop: () => scraper.stop() });
}
