// Zipkin's collector, version 2: https://zipkin.io/zipkin-api/. 202 when the store has the spans; there is no form to say that some
// could not be stored, so that the answer's text does.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Format } from "../formats/decode.ts";
import { addPath, createReceiver, mediaTypeOf, type ReceiverOptions, takeBody } from "./receiver.ts";
import { takeFormat } from "./take-format.ts";
import { refuseInText } from "./text-refusal.ts";
import { ProblemError } from "../problem/problem.ts";

const path = "/api/v2/spans";

/** Makes the server; the caller listens and closes. */
export function createZipkinHttp(options: ReceiverOptions): FastifyInstance {
  const app = createReceiver(options, `This takes spans of Zipkin: POST to ${path}.`, refuseInText);
  addPath(app, path, async (request, reply) => {
    const format = formatOf(request);
    const { errorMessage } = await takeBody(request, options, (body, taking) =>
      takeFormat(format, body, taking),
    );
    return reply.code(202).type("text/plain; charset=utf-8").send(errorMessage);
  });
  addPath(app, "/api/v1/spans", async () => {
    throw new ProblemError(
      "VERSION_NOT_SUPPORTED",
      "This receiver does not accept version 1 of Zipkin.",
      `Let the tracer send version 2 to ${path}.`,
    );
  });
  return app;
}

function formatOf(request: FastifyRequest): Format {
  const type = mediaTypeOf(request);
  if (type === "application/x-protobuf") return "zipkin-protobuf";
  // Clients that say nothing send JSON, as Zipkin itself takes it.
  if (type === undefined || type === "application/json") return "zipkin-json";
  throw new ProblemError(
    "MEDIA_TYPE_NOT_SUPPORTED",
    `Cannot read the content type \`${type}\`: expected application/json or application/x-protobuf.`,
  );
}
