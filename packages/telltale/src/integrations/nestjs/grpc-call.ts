// Calls of gRPC on both sides, by the semantic conventions of RPC.
import { secondsBuckets } from "catalog/seconds-buckets";
import { type PlannedCall, markFailed } from "../../calls/measured-call.ts";
import type { DeclaredMetric } from "../../calls/declared-metric.ts";
import { SpanKind } from "../../engine/api/enums.ts";
import type { Scope } from "../../engine/context/scope.ts";
import { histogram } from "../../own-calls.ts";

/** What the calls measure. */
export const callDurations: Readonly<Record<"client" | "server", DeclaredMetric>> = {
  client: {
    name: "rpc.client.call.duration",
    form: "histogram",
    unit: "s",
    description: "Duration of outgoing remote procedure calls.",
    buckets: secondsBuckets,
  },
  server: {
    name: "rpc.server.call.duration",
    form: "histogram",
    unit: "s",
    description: "Duration of incoming remote procedure calls.",
    buckets: secondsBuckets,
  },
};
const durations = {
  client: histogram(callDurations.client.name, callDurations.client),
  server: histogram(callDurations.server.name, callDurations.server),
};

const codes = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];
// the others are the client's mistakes, or answers like any other
const failuresOfServers = new Set([
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
]);

/** What fails a call: a status that is not OK, and the error that is behind it, if it is known. */
export class CallFailure {
  readonly code: number;
  readonly error: unknown;
  constructor(code: number, error: unknown) {
    this.code = code;
    this.error = error;
  }
}

/** A call to be run by `runCall`, of which `method` is `package.Service/Method`; work that fails with a {@link CallFailure} says its status. */
export function planRpc(
  side: "client" | "server",
  method: string,
  scope: Scope,
  more: object = {},
): PlannedCall {
  const attributes = { "rpc.system.name": "grpc", "rpc.method": method, ...more };
  return {
    name: method,
    kind: side === "client" ? SpanKind.CLIENT : SpanKind.SERVER,
    attributes,
    scope,
    durations: durations[side],
    fail() {
      // only the status says whether it is one
    },
    over({ failed, error }, span) {
      const failure = error instanceof CallFailure ? error : new CallFailure(2, error);
      const status = failed ? (codes[failure.code] ?? String(failure.code)) : "OK";
      const isFailure = failed && (side === "client" || failuresOfServers.has(status));
      const result = {
        "rpc.response.status_code": status,
        "error.type": isFailure ? status : undefined,
      };
      span.setAttributes(result);
      if (isFailure) markFailed(span, failure.error);
      return { ...attributes, ...result };
    },
  };
}
