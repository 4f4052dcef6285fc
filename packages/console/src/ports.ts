// The ports that a console listens at.
import type { Config } from "./config.ts";
import type { PortRequest } from "./http/listen.ts";

export interface Ports {
  readonly page: PortRequest;
  readonly otlpHttp: PortRequest;
  readonly otlpGrpc: PortRequest;
  readonly zipkin?: PortRequest;
  readonly jaeger?: PortRequest;
}

/** The ports with the flags that change them. */
export function portRequests(config: Config): Ports {
  const host = config.listen;
  const { zipkinPort, jaegerPort } = config.intake;
  return {
    page: { host, port: config.port, flag: "--port", what: "the page and the API" },
    otlpHttp: { host, port: config.otlpHttpPort, flag: "--otlp-http-port", what: "OTLP/HTTP" },
    otlpGrpc: { host, port: config.otlpGrpcPort, flag: "--otlp-grpc-port", what: "OTLP/gRPC" },
    ...(zipkinPort === undefined
      ? {}
      : { zipkin: { host, port: zipkinPort, flag: "--zipkin-port", what: "Zipkin" } }),
    ...(jaegerPort === undefined
      ? {}
      : { jaeger: { host, port: jaegerPort, flag: "--jaeger-port", what: "Jaeger" } }),
  };
}
