// Calls of the clients that NestJS makes of proto files, until their status is there. The context is in their metadata.
import { injectInto } from "../../calls/carrier.ts";
import { readConnection } from "../../calls/connection.ts";
import { runCall } from "../../calls/measured-call.ts";
import { outlasting } from "../../calls/outlasting.ts";
import { readField, readTextField, readWholeField } from "../../calls/read-field.ts";
import { activeScope } from "../../engine/context/scope.ts";
import { state } from "../../engine/running/state.ts";
import { isSeen } from "../messaging-integration.ts";
import { type Method, wrapMethod } from "../patching/method.ts";
import { prototypeOf } from "../patching/class.ts";
import { CallFailure, planRpc } from "./grpc-call.ts";

/** Replaces the methods of the client of gRPC in `face`. */
export function instrumentGrpcClient(face: object): void {
  const kind = prototypeOf(readField(face, "ClientGrpcProxy"));
  wrapMethod(kind, "createClientByServiceName", creating);
  // options of NestJS' own that it adds to those of the client
  wrapMethod(kind, "getKeepaliveOptions", carrying);
}

function creating(create: Method): Method {
  return function created(this: unknown, ...args) {
    const client: unknown = create.apply(this, args);
    const service: unknown = Object.getPrototypeOf(client);
    const { address, port } = readConnection(`grpc://${readTextField(this, ["url"]) ?? "localhost:5000"}`);
    const place = { "server.address": address, "server.port": port };
    for (const name of Object.keys(service as object))
      if (typeof readField(readField(service, name), "path") === "string")
        wrapMethod(service, name, (method) => calling(method, place));
    return client;
  };
}

function calling(method: Method, place: object): Method {
  const path = (readTextField(method, ["path"]) ?? "").replace(/^\//, "");
  return function called(this: unknown, ...args) {
    if (!isSeen()) return method.apply(this, args);
    return outlasting(
      async (lasting) => runCall(planRpc("client", path, activeScope(), place), lasting),
      (over) => {
        const call: unknown = method.apply(this, args);
        const on = readField(call, "on");
        if (typeof on !== "function") over();
        else
          on.call(call, "status", (status: unknown) => {
            const code = readWholeField(status, "code") ?? 0;
            over(code === 0 ? undefined : { error: new CallFailure(code, errorOf(status)) });
          });
        return call;
      },
    );
  };
}

function errorOf(status: unknown): object {
  return { name: "ServiceError", message: readTextField(status, ["details"]) ?? "" };
}

/** `callInvocationTransformer` of gRPC sees each call before it begins, with the metadata that it will have. */
function carrying(getOptions: Method): Method {
  return function got(this: unknown, ...args) {
    const options: unknown = getOptions.apply(this, args);
    const own = readField(
      readField(readField(this, "options"), "channelOptions"),
      "callInvocationTransformer",
    );
    const transform: Method = function (this: unknown, given: unknown) {
      const properties: unknown = typeof own === "function" ? own.call(this, given) : given;
      return state.engine === undefined ? properties : withContext(properties);
    };
    return { ...(options as object), callInvocationTransformer: transform };
  };
}

function withContext(properties: unknown): unknown {
  const metadata = readField(properties, "metadata");
  const clone = readField(metadata, "clone");
  if (typeof clone !== "function") return properties;
  // the caller may use its own again
  const copy: unknown = clone.call(metadata);
  injectInto(copy as object, activeScope());
  return { ...(properties as object), metadata: copy };
}
