// Jaeger's collector over HTTP: batches in Thrift, as its clients send them without an agent.
// https://www.jaegertracing.io/docs/1.76/architecture/apis/#thrift-over-http-stable
import type { FastifyInstance } from "fastify";
import { ProblemError } from "../problem/problem.ts";
import { addPath, createReceiver, mediaTypeOf, type ReceiverOptions, takeBody } from "./receiver.ts";
import { takeFormat } from "./take-format.ts";
import { refuseInText } from "./text-refusal.ts";

const path = "/api/traces";
const mediaTypes = ["application/x-thrift", "application/vnd.apache.thrift.binary"];

/** Makes the server; the caller listens and closes. */
export function createJaegerHttp(options: ReceiverOptions): FastifyInstance {
  const app = createReceiver(options, `This takes spans of Jaeger's clients: POST to ${path}.`, refuseInText);
  addPath(app, path, async (request, reply) => {
    const type = mediaTypeOf(request);
    if (type === undefined || !mediaTypes.includes(type))
      throw new ProblemError(
        "MEDIA_TYPE_NOT_SUPPORTED",
        `Cannot read the content type \`${type ?? ""}\`: expected ${mediaTypes.join(" or ")}.`,
      );
    const { errorMessage } = await takeBody(request, options, (body, taking) =>
      takeFormat("jaeger-thrift", body, taking),
    );
    return reply.code(202).type("text/plain; charset=utf-8").send(errorMessage);
  });
  return app;
}
