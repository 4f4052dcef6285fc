// Prometheus' remote write 1.0: https://prometheus.io/docs/specs/prw/remote_write_spec/. 204 when the store has it; a 4xx but 429 is
// not sent again. Other versions are told 415, as the specification of 2.0 has it, and the sender falls back.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Attributes } from "otlp";
import { readWriteRequest } from "../formats/prometheus/remote-write.ts";
import { createKnownFamilies, type KnownFamilies, toFamilies } from "../formats/prometheus/series.ts";
import { toOtlp } from "../formats/prometheus/to-otlp.ts";
import { decompressSnappy } from "../formats/snappy.ts";
import type { Outcome } from "../receive/intake.ts";
import type { Sender } from "../receive/sender.ts";
import { ProblemError } from "../problem/problem.ts";
import { noteRefused } from "./outcome.ts";
import { addPath, mediaTypeOf, type ReceiverOptions, takeBody } from "./receiver.ts";
import type { Inflaters } from "./unpack.ts";

export const remoteWritePath = "/api/v1/write";

const snappy: Inflaters = new Map([
  ["snappy", async (bytes, { maxBytes, reserve }) => decompressSnappy(bytes, maxBytes, reserve)],
]);

/** Decompressed. It is decoded in one turn of the event loop; what Prometheus sends at a time has a thirtieth of it. */
const maxWriteBytes = 16 * 1024 * 1024;

/** Tenants whose families are remembered; the oldest is forgotten. */
const maxTenants = 1_000;

export function addRemoteWrite(app: FastifyInstance, options: ReceiverOptions): void {
  const tenants = new Map<string, KnownFamilies>();

  function knownOf({ tenant }: Sender): KnownFamilies {
    let known = tenants.get(tenant);
    if (known === undefined) {
      known = createKnownFamilies();
      tenants.set(tenant, known);
      if (tenants.size > maxTenants) tenants.delete(tenants.keys().next().value!);
    }
    return known;
  }

  addPath(app, remoteWritePath, async (request, reply) => {
    reply.header("accept-encoding", "snappy");
    checkVersion(request);
    const outcome = await takeBody(
      request,
      { ...options, maxBytes: Math.min(options.maxBytes ?? maxWriteBytes, maxWriteBytes) },
      (body, { sender }) => take(body, sender, knownOf(sender), options),
      snappy,
    );
    if (outcome.rejected === 0n) return reply.code(204).send();
    // Not sent again, and said: what was good in it is stored.
    return reply.code(400).type("text/plain; charset=utf-8").send(`${outcome.errorMessage}\n`);
  });
}

/** 2.0 has another message under the same media type. */
function checkVersion(request: FastifyRequest): void {
  const type = request.headers["content-type"] ?? "";
  const proto = /;\s*proto\s*=\s*"?([^";\s]+)/i.exec(type)?.[1];
  if (mediaTypeOf(request) === "application/x-protobuf" && (proto ?? v1) === v1) {
    if ((request.headers["content-encoding"] ?? "").trim().toLowerCase() === "snappy") return;
    throw new ProblemError(
      "ENCODING_NOT_SUPPORTED",
      "Remote write is compressed with Snappy: send `content-encoding: snappy`.",
    );
  }
  throw new ProblemError(
    "MEDIA_TYPE_NOT_SUPPORTED",
    `Cannot read the content type \`${type}\`: this receiver takes remote write 1.0, application/x-protobuf with the message ${v1}.`,
  );
}

const v1 = "prometheus.WriteRequest";

async function take(
  body: Uint8Array,
  sender: Sender,
  known: KnownFamilies,
  { intake }: ReceiverOptions,
): Promise<Outcome> {
  const { families, native } = toFamilies(readWriteRequest(body), known);
  const { request, refused } = toOtlp(families, {
    nowMs: Date.now(),
    resourceOf,
    targetInfo: known.targetInfo,
    keepParts: true,
    native,
  });
  const outcome = await intake.metrics(request, body.length, sender);
  return noteRefused(outcome, refused, "metricPoints", sender, intake);
}

/** A job may be told with its namespace, as exporters of OpenTelemetry write it: `shop/cart`. */
function resourceOf(job: string, instance: string): Attributes {
  const attributes = new Map<string, string>();
  const [namespace, name, ...more] = job.split("/");
  if (namespace && name && more.length === 0) {
    attributes.set("service.namespace", namespace);
    attributes.set("service.name", name);
  } else if (job !== "") {
    attributes.set("service.name", job);
  }
  if (instance !== "") attributes.set("service.instance.id", instance);
  return attributes;
}
