// Sends payloads over HTTP/2 as gRPC, with frames of its own making, and counts the statuses.
import { connect, type ClientHttp2Session, constants } from "node:http2";
import { gzipSync } from "node:zlib";
import { mutate } from "./mutations.ts";
import { createRandom, type Random } from "./random.ts";
import type { Attack, Answers } from "./send-http.ts";

const atOnce = 16;

interface Frames {
  readonly bytes: Buffer;
  readonly headers: Record<string, string>;
}

/** Statuses of gRPC; for clients that speak no gRPC, those of HTTP. */
export async function attackGrpc({ url, seeds, payloads, seed }: Attack): Promise<Answers> {
  const random = createRandom(seed);
  const answers: Answers = new Map();
  let session = connect(url);
  session.on("error", () => {});
  let left = payloads;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      if (session.destroyed || session.closed) {
        session = connect(url);
        session.on("error", () => {});
      }
      const chosen = random.pick(seeds);
      const body = mutate(
        chosen.body,
        false,
        random,
        seeds.map((each) => each.body),
      );
      const status = await call(session, chosen.path, frame(body, random), random.below(40) === 0);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  session.destroy();
  return answers;
}

function frame(body: Buffer, random: Random): Frames {
  const headers: Record<string, string> = { "content-type": "application/grpc", te: "trailers" };
  switch (random.below(24)) {
    case 0:
      return {
        bytes: Buffer.concat([head(0, random.pick([0, 1, body.length + 100, 0x7fffffff, 0xffffffff])), body]),
        headers,
      };
    case 1:
      return { bytes: Buffer.concat([head(1, body.length), body]), headers };
    case 2:
      return {
        bytes: Buffer.concat([head(1, body.length), body]),
        headers: { ...headers, "grpc-encoding": random.pick(["gzip", "deflate", "zstd", "x"]) },
      };
    case 3: {
      const packed = gzipSync(body);
      return {
        bytes: Buffer.concat([head(1, packed.length), packed]),
        headers: { ...headers, "grpc-encoding": "gzip" },
      };
    }
    case 4:
      return { bytes: Buffer.concat([head(0, body.length), body, head(0, body.length), body]), headers };
    case 5:
      return { bytes: body, headers };
    case 6:
      return {
        bytes: Buffer.concat([head(0, body.length), body]),
        headers: {
          ...headers,
          "content-type": random.pick(["application/json", "application/grpc+json", "text/html"]),
        },
      };
    case 7:
      return { bytes: Buffer.alloc(0), headers };
    case 8:
      return {
        bytes: Buffer.concat([head(random.below(256), body.length), body]),
        headers: { ...headers, "grpc-timeout": random.pick(["1n", "x", "99999999H", "-1S"]) },
      };
    default:
      return { bytes: Buffer.concat([head(0, body.length), body]), headers };
  }
}

function head(flag: number, length: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes[0] = flag;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

function call(
  session: ClientHttp2Session,
  path: string,
  { bytes, headers }: Frames,
  hangsUp: boolean,
): Promise<number | "closed"> {
  return new Promise((resolve) => {
    let status: number | "closed" = "closed";
    const take = (answer: Record<string, unknown>): void => {
      if (answer["grpc-status"] !== undefined) status = Number(answer["grpc-status"]);
      else if (Number(answer[":status"]) !== 200 && answer[":status"] !== undefined)
        status = Number(answer[":status"]);
    };
    let stream;
    try {
      stream = session.request({ ":method": "POST", ":path": path, ...headers });
    } catch {
      resolve("closed");
      return;
    }
    stream.on("response", take);
    stream.on("trailers", take);
    stream.on("error", () => {});
    stream.on("close", () => resolve(status));
    stream.resume();
    if (hangsUp) stream.write(bytes, () => stream.close(constants.NGHTTP2_CANCEL));
    else stream.end(bytes);
  });
}
