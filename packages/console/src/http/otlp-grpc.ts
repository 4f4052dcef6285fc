// OTLP over gRPC: https://opentelemetry.io/docs/specs/otlp/#otlpgrpc. Messages pass grpc-js as raw bytes and are decoded by the same
// code as those of HTTP. grpc-js answers UNIMPLEMENTED for other services.
import type { Http2Session } from "node:http2";
import {
  type Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type ServiceError,
} from "@grpc/grpc-js";
import type { Logger } from "../log.ts";
import { maxRequestBytes, senderGone } from "../receive/admit.ts";
import type { Intake } from "../receive/intake.ts";
import type { Principal } from "../auth/principal.ts";
import { largeBytes } from "../store/rows.ts";
import type { TrackedRequest } from "../store/write/request-tracker.ts";
import type { Auth } from "./auth.ts";
import { boundCalls } from "./grpc-calls.ts";
import { createGrpcListener, type GrpcListener } from "./grpc-listener.ts";
import { toServiceError } from "./grpc-status.ts";
import { type HalfOpenOptions, noteHalfOpen } from "./half-open.ts";
import { senderOf } from "./receiver.ts";
import { internalRefusal, refusalOf, toRefusal } from "./refusal.ts";
import { noProfiles, signals, type Signal } from "./signals.ts";
import type { Tls } from "./tls.ts";

export interface OtlpGrpcOptions {
  readonly intake: Intake;
  readonly auth: Auth;
  readonly tls?: Tls | undefined;
  readonly log: Logger;
  /** For tests; default 64 MiB. */
  readonly maxBytes?: number;
  /** For tests. */
  readonly halfOpen?: Omit<HalfOpenOptions, "onClosed">;
}

/** A gRPC server that has not been bound yet. */
export interface OtlpGrpc {
  /** Resolves to the port in use. */
  listen(host: string, port: number): Promise<number>;
  /** Accepts no new calls, waits for the others, and cancels them after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

const profilesRpc = "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export";

type Call = ServerUnaryCall<Buffer, Buffer>;

/** A connection without a call is closed after this time. Senders reconnect. */
const idleMs = 300_000;

interface GrpcState {
  readonly options: OtlpGrpcOptions;
  readonly server: Server;
  /** Of admitted calls, by the metadata that their handler gets. */
  readonly callers: WeakMap<Metadata, { readonly sender: Principal; readonly tracked: TrackedRequest }>;
}

/** Makes the server. */
export function createOtlpGrpc(options: OtlpGrpcOptions): OtlpGrpc {
  const { auth, intake, maxBytes = maxRequestBytes } = options;
  const callers: GrpcState["callers"] = new WeakMap();
  const sessions = new WeakSet<Http2Session>();
  const server = new Server({
    "grpc.max_receive_message_length": maxBytes,
    "grpc.max_send_message_length": maxRequestBytes,
    "grpc.max_connection_idle_ms": idleMs,
    interceptors: [
      boundCalls({
        admitter: intake.admitter,
        maxBytes,
        onCall({ session }) {
          if (session === undefined || sessions.has(session)) return;
          sessions.add(session);
          listener.halfOpen.finished(session.socket);
        },
        async admit(metadata, stream, admission) {
          const sender = await auth.admit(metadata.get("authorization")[0]?.toString(), "ingest");
          intake.admit(sender);
          // It closed meanwhile: neither its end nor its handler would come.
          if (stream.destroyed) throw senderGone();
          const tracked = intake.requests.begin(stream.session ?? stream);
          stream.once("close", () => tracked.end());
          callers.set(metadata, { sender, tracked });
          admission.assign(sender);
        },
        toError: (error) => toError(options, error),
      }),
    ],
  });
  addServices({ options, server, callers });
  const listener = createGrpcListener(server, options.tls?.grpc ?? ServerCredentials.createInsecure(), {
    ...options.halfOpen,
    onClosed: (count) => noteHalfOpen(count, options),
  });
  return {
    listen: listener.listen,
    close: (timeoutMs) => close(server, listener, timeoutMs),
  };
}

function addServices(state: GrpcState): void {
  const { server } = state;
  for (const signal of signals) {
    server.addService(defineService(signal.rpc), {
      Export: (call: Call, callback: sendUnaryData<Buffer>) => void answer(state, signal, call, callback),
    });
  }
  server.addService(defineService(profilesRpc), {
    Export: (_call: Call, callback: sendUnaryData<Buffer>) => callback(toServiceError(refusalOf(noProfiles))),
  });
}

async function answer(
  { options, callers }: GrpcState,
  signal: Signal,
  call: Call,
  callback: sendUnaryData<Buffer>,
): Promise<void> {
  const { intake, auth } = options;
  const { sender, tracked } = callers.get(call.metadata)!;
  const gone = new AbortController();
  call.once("cancelled", () => gone.abort());
  try {
    await auth.confirm(sender);
    const outcome = await intake.decodes.run(() => {
      if (call.cancelled) throw senderGone();
      const timed = senderOf(sender, (name) => call.metadata.get(name)[0]);
      const answered = signal.takeBytes(call.request, { intake, sender: timed, signal: gone.signal });
      if (call.request.length > largeBytes) tracked.end();
      else tracked.rowsAdded();
      return answered;
    });
    intake.counts.requests.accepted++;
    callback(null, Buffer.from(signal.encodeAnswer(outcome)));
  } catch (error) {
    callback(toError(options, error));
  } finally {
    tracked.end();
  }
}

function toError({ intake, log }: OtlpGrpcOptions, error: unknown): ServiceError {
  const refusal = toRefusal(error);
  if (refusal === undefined) log.error({ err: error }, "call failed");
  if (refusal?.countedAs !== undefined) intake.counts.requests[refusal.countedAs]++;
  return toServiceError(refusal ?? internalRefusal);
}

function close(server: Server, listener: GrpcListener, timeoutMs: number): Promise<void> {
  listener.stop();
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.forceShutdown(), timeoutMs);
    server.tryShutdown(() => {
      clearTimeout(cutOff);
      resolve();
    });
  });
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
