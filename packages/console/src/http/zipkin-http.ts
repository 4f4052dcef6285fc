// Zipkin's collector, version 2: https://zipkin.io/zipkin-api/. 202 when the store has the spans; there is no form to say that some
// could not be stored, so that the answer's text does.
import type { FastifyInstance, FastifyRequest } from "fastify";
import { spanIdOrNone, traceIdOrNone } from "../formats/ids.ts";
import { isObject } from "../formats/shape.ts";
import { createSpanGroups } from "../formats/span-groups.ts";
import { addZipkinSpans } from "../formats/zipkin.ts";
import { readZipkinProtobuf } from "../formats/zipkin-protobuf.ts";
import { readJsonText } from "../formats/json-text.ts";
import { noteRefused } from "./outcome.ts";
import { addPath, createReceiver, mediaTypeOf, type ReceiverOptions, takeBody } from "./receiver.ts";
import { refuseInText } from "./text-refusal.ts";
import { ProblemError } from "../problem/problem.ts";

const path = "/api/v2/spans";
const noSpan = "it is no object in curly braces";

/** Makes the server; the caller listens and closes. */
export function createZipkinHttp(options: ReceiverOptions): FastifyInstance {
  const app = createReceiver(options, `This takes spans of Zipkin: POST to ${path}.`, refuseInText);
  addPath(app, path, async (request, reply) => {
    const read = readerOf(request);
    const { errorMessage } = await takeBody(request, options, async (body, sender) => {
      const groups = createSpanGroups();
      const records = read(body);
      const spans = records.filter(isObject);
      addZipkinSpans(spans, groups, {
        traceId: traceIdOrNone,
        spanId: spanIdOrNone,
        partial: true,
      });
      const outcome = await options.intake.traces(groups.take(), body.length, sender);
      const others = records.length - spans.length;
      if (others === 0) return outcome;
      return noteRefused(outcome, new Map([[noSpan, others]]), "spans", sender, options.intake);
    });
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

function readerOf(request: FastifyRequest): (body: Uint8Array) => readonly unknown[] {
  const type = mediaTypeOf(request);
  if (type === "application/x-protobuf") return readZipkinProtobuf;
  // Clients that say nothing send JSON, as Zipkin itself takes it.
  if (type === undefined || type === "application/json") return readJson;
  throw new ProblemError(
    "MEDIA_TYPE_NOT_SUPPORTED",
    `Cannot read the content type \`${type}\`: expected application/json or application/x-protobuf.`,
  );
}

function readJson(body: Uint8Array): readonly unknown[] {
  let records: unknown;
  try {
    records = JSON.parse(readJsonText(body));
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new ProblemError(
      "FORMAT_INVALID",
      `Cannot read the body: it is no JSON (${(cause as Error).message}).`,
      "",
      { cause },
    );
  }
  if (!Array.isArray(records) || (records.length > 0 && !records.some(isObject)))
    throw new ProblemError("FORMAT_INVALID", "Cannot read the body: expected a list of spans, `[{…}, …]`.");
  return records as readonly unknown[];
}
