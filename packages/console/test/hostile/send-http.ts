// Sends payloads over HTTP, some at a time, and counts how they were answered.
import { Agent, request as httpRequest } from "node:http";
import { deflateSync, gzipSync } from "node:zlib";
import { mutate } from "./mutations.ts";
import { createRandom, type Random } from "./random.ts";
import type { Seed } from "./seeds.ts";

/** Answers by status; `closed` are connections that ended without one. */
export type Answers = Map<number | "closed", number>;

export interface Attack {
  readonly url: string;
  readonly seeds: readonly Seed[];
  readonly payloads: number;
  readonly seed: number;
}

interface Payload {
  readonly path: string;
  readonly body: Buffer;
  readonly headers: Record<string, string>;
}

const atOnce = 16;

export async function attackHttp({ url, seeds, payloads, seed }: Attack): Promise<Answers> {
  const random = createRandom(seed);
  const answers: Answers = new Map();
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let left = payloads;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const payload = makePayload(seeds, random);
      const status = await send(url, payload, agent);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  agent.destroy();
  return answers;
}

function makePayload(seeds: readonly Seed[], random: Random): Payload {
  const chosen = random.pick(seeds);
  const isText = chosen.headers["content-type"] === "application/json";
  const mutated = mutate(
    chosen.body,
    isText,
    random,
    seeds.map(({ body }) => body),
  );
  const body = chosen.pack?.(mutated) ?? mutated;
  const plain = { path: chosen.path, body, headers: { ...chosen.headers } };
  switch (random.below(24)) {
    case 0:
      return {
        ...plain,
        headers: {
          ...plain.headers,
          "content-encoding": random.pick(["gzip", "zstd", "deflate", "br", "snappy", ""]),
        },
      };
    case 1:
      return {
        ...plain,
        body: damage(gzipSync(body), random),
        headers: { ...plain.headers, "content-encoding": "gzip" },
      };
    case 2:
      return {
        ...plain,
        body: deflateSync(body),
        headers: { ...plain.headers, "content-encoding": "deflate" },
      };
    case 3:
      return {
        ...plain,
        headers: {
          "content-type": random.pick([
            "text/plain",
            "application/json",
            "application/x-protobuf",
            "application/x-thrift",
            "multipart/form-data",
            "x/",
          ]),
        },
      };
    case 4:
      return {
        ...plain,
        path: random.pick([
          `${chosen.path}/`,
          `${chosen.path}?a=%`,
          "/",
          "/%",
          "/v1/traces",
          "/..%2f..",
          "//",
        ]),
      };
    default:
      return plain;
  }
}

function damage(bytes: Buffer, random: Random): Buffer {
  return mutate(bytes, false, random, [bytes]);
}

export function send(
  url: string,
  { path, body, headers }: Payload,
  agent?: Agent,
): Promise<number | "closed"> {
  return new Promise((resolve) => {
    const request = httpRequest(
      url,
      {
        method: "POST",
        path,
        headers: { ...headers, "content-length": String(body.length) },
        ...(agent === undefined ? {} : { agent }),
      },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode!));
        response.on("error", () => resolve("closed"));
      },
    );
    request.on("error", () => resolve("closed"));
    request.end(body);
  });
}
