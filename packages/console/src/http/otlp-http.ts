// OTLP over HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp. Answers in the encoding of the request; a failure is a
// google.rpc.Status in that encoding, too. Nothing is answered with 200 before the store has it. On the same port: Prometheus'
// remote write.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { encodeStatus, encodeStatusJson } from "otlp";
import type { Outcome } from "../receive/intake.ts";
import { ProblemError } from "../problem/problem.ts";
import { addPath, createReceiver, mediaTypeOf, type ReceiverOptions, takeBody } from "./receiver.ts";
import type { Refusal } from "./refusal.ts";
import { addRemoteWrite, remoteWritePath } from "./remote-write.ts";
import { noProfiles, signals, type Signal } from "./signals.ts";
import { refuseInText } from "./text-refusal.ts";

type Encoding = "json" | "protobuf";

const mediaTypes: Readonly<Record<Encoding, string>> = {
  json: "application/json",
  protobuf: "application/x-protobuf",
};

const profilesPath = "/v1development/profiles";

/** Makes the server; the caller listens and closes. Closing lets requests that are being taken finish. */
export function createOtlpHttp(options: ReceiverOptions): FastifyInstance {
  const paths = [...signals.map(({ path }) => path), remoteWritePath];
  const isHere = `This is an OTLP/HTTP receiver: POST to ${paths.join(", ")}.`;
  const app = createReceiver(options, isHere, (refusal, request, reply) =>
    (request.routeOptions.url === remoteWritePath ? refuseInText : refuse)(refusal, request, reply),
  );
  for (const signal of signals) {
    addPath(app, signal.path, async (request, reply) =>
      answer(await take(signal, request, options), signal, request, reply),
    );
  }
  addPath(app, profilesPath, async () => {
    throw noProfiles;
  });
  addRemoteWrite(app, options);
  return app;
}

async function take(signal: Signal, request: FastifyRequest, options: ReceiverOptions): Promise<Outcome> {
  const encoding = encodingOf(request);
  if (encoding === undefined) {
    const given = request.headers["content-type"];
    throw new ProblemError(
      "MEDIA_TYPE_NOT_SUPPORTED",
      `Cannot read ${given === undefined ? "a body without a content type" : `the content type \`${given}\``}: expected ${Object.values(mediaTypes).join(" or ")}.`,
    );
  }
  return takeBody(request, options, encoding === "json" ? signal.takeJson : signal.takeBytes);
}

function encodingOf(request: FastifyRequest): Encoding | undefined {
  const type = mediaTypeOf(request);
  if (type === mediaTypes.json) return "json";
  return type === mediaTypes.protobuf ? "protobuf" : undefined;
}

function answer(
  outcome: Outcome,
  signal: Signal,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (encodingOf(request) === "json")
    return reply.type(mediaTypes.json).send(signal.encodeAnswerJson(outcome));
  return reply.type(mediaTypes.protobuf).send(Buffer.from(signal.encodeAnswer(outcome)));
}

/** Without a usable content type the answer is JSON, which people can read. */
function refuse(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = { code: refusal.rpcCode, message: refusal.message };
  if (encodingOf(request) === "protobuf")
    return reply.type(mediaTypes.protobuf).send(Buffer.from(encodeStatus(status)));
  return reply.type(mediaTypes.json).send(encodeStatusJson(status));
}
