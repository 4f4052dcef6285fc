// Prometheus' remote write 1.0: https://prometheus.io/docs/specs/prw/remote_write_spec/. 204 when the store has it; a 4xx but 429 is
// not sent again. Other versions are answered 415, as the specification of 2.0 has it, and the sender falls back.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Attributes } from "otlp";
import { readWriteRequest } from "../formats/prometheus/remote-write.ts";
import { createKnownFamilies, type KnownFamilies, toFamilies } from "../formats/prometheus/series.ts";
import { toOtlp } from "../formats/prometheus/to-otlp.ts";
import { decompressSnappy } from "../formats/snappy.ts";
import { senderGone } from "../receive/admit.ts";
import type { Outcome } from "../receive/intake.ts";
import type { Sender } from "../receive/sender.ts";
import { ProblemError } from "../problem/problem.ts";
import { largeBytes } from "../store/rows.ts";
import { noteRefused } from "../receive/note-refused.ts";
import { addPath, mediaTypeOf, type ReceiverOptions, takeBody } from "./receiver.ts";
import type { Taking } from "../receive/take-bytes.ts";
import type { Inflaters } from "./unpack.ts";

export const remoteWritePath = "/api/v1/write";

const snappy: Inflaters = new Map([
  ["snappy", async (bytes, { maxBytes, reserve }) => decompressSnappy(bytes, maxBytes, reserve)],
]);

/** Decompressed: the most that common senders can be configured to send, and a few tenths of a second of work. */
const maxWriteBytes = 8 * 1024 * 1024;

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
      (body, taking) => take(body, taking, knownOf(taking.sender)),
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

/** What was learned of families holds for the next request, so that no thread can do this. Others have turns between the steps. */
async function take(
  body: Uint8Array,
  { intake, sender, signal }: Taking,
  known: KnownFamilies,
): Promise<Outcome> {
  const isLarge = body.length > largeBytes;
  const written = readWriteRequest(body);
  const turn = async (): Promise<void> => {
    await intake.decodes.runPiece(async () => undefined);
    if (signal.aborted) throw senderGone();
  };
  if (isLarge) await turn();
  const { families, native } = toFamilies(written, known);
  if (isLarge) await turn();
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

/** A job may contain its namespace, as exporters of OpenTelemetry write it: `shop/cart`. */
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
