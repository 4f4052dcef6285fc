// OTLP over gRPC: https://opentelemetry.io/docs/specs/otlp/#otlpgrpc. Messages pass grpc-js as raw bytes and are decoded by the
// same code as those of HTTP. Services that are not here answer UNIMPLEMENTED by themselves.
import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import type { Logger } from "../log.ts";
import { maxRequestBytes } from "../receive/admit.ts";
import type { Intake } from "../receive/intake.ts";
import type { Auth } from "./auth.ts";
import { toServiceError } from "./grpc-status.ts";
import { boundStreams } from "./grpc-streams.ts";
import { internalRefusal, toRefusal } from "./refusal.ts";
import { noProfiles, signals, type Signal } from "./signals.ts";
import type { Tls } from "./tls.ts";

export interface OtlpGrpcOptions {
  readonly intake: Intake;
  readonly auth: Auth;
  readonly tls?: Tls | undefined;
  readonly log: Logger;
  /** For tests; default 64 MiB. */
  readonly maxBytes?: number;
}

/** A gRPC server that has not been bound yet. */
export interface OtlpGrpc {
  /** Resolves to the port in use. */
  listen(host: string, port: number): Promise<number>;
  /** Takes no new calls, lets those under way finish, and cuts them off after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

const profilesRpc = "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export";

type Call = ServerUnaryCall<Buffer, Buffer>;

/** Makes the server. */
export function createOtlpGrpc(options: OtlpGrpcOptions): OtlpGrpc {
  const server = new Server({
    "grpc.max_receive_message_length": options.maxBytes ?? maxRequestBytes,
    "grpc.max_send_message_length": maxRequestBytes,
  });
  for (const signal of signals) {
    server.addService(defineService(signal.rpc), {
      Export: (call: Call, callback: sendUnaryData<Buffer>) => {
        void answer(signal, call, callback, options);
      },
    });
  }
  server.addService(defineService(profilesRpc), {
    Export: (_call: Call, callback: sendUnaryData<Buffer>) =>
      callback(toServiceError({ ...noProfiles, httpStatus: 404 })),
  });
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
        server.bindAsync(address, options.tls?.grpc ?? ServerCredentials.createInsecure(), (error, bound) => {
          if (error !== null) return reject(error);
          boundStreams(server, options.intake.admitter);
          resolve(bound);
        });
      }),
    close: (timeoutMs) =>
      new Promise((resolve) => {
        const cutOff = setTimeout(() => server.forceShutdown(), timeoutMs);
        server.tryShutdown(() => {
          clearTimeout(cutOff);
          resolve();
        });
      }),
  };
}

function defineService(path: string): ServiceDefinition {
  return {
    Export: {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}

async function answer(
  signal: Signal,
  call: Call,
  callback: sendUnaryData<Buffer>,
  options: OtlpGrpcOptions,
): Promise<void> {
  const { intake } = options;
  const admission = intake.admitter.open();
  try {
    const sender = await options.auth.admit(call.metadata.get("authorization")[0]?.toString(), "ingest");
    intake.admit();
    admission.reserve(call.request.length);
    const outcome = await signal.takeBytes(call.request, intake, sender);
    intake.counts.requests.accepted++;
    callback(null, Buffer.from(signal.encodeAnswer(outcome)));
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal === undefined) options.log.error({ err: error, rpc: signal.rpc }, "call failed");
    if (refusal?.countedAs !== undefined) intake.counts.requests[refusal.countedAs]++;
    callback(toServiceError(refusal ?? internalRefusal));
  } finally {
    admission.release();
  }
}
