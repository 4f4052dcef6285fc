// Sends one message to the console, over HTTP or as a gRPC call, and returns what was answered.
import { type ClientHttp2Session, connect } from "node:http2";
import { decodeStatus } from "otlp";
import { rpcCode } from "../problem/codes.ts";

/** `status` as of HTTP, for gRPC too. */
export interface Answered {
  readonly status: number;
  /** Why the message was rejected; empty when it was not. */
  readonly message: string;
}

export interface Message {
  readonly url: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly token: string | undefined;
}

const patienceMs = 10_000;

/** @throws when nothing answers. */
export async function send(message: Message): Promise<Answered> {
  return message.contentType === "application/grpc" ? callGrpc(message) : post(message);
}

async function post({ url, contentType, body, token }: Message): Promise<Answered> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": contentType, ...bearer(token) },
    body: Buffer.from(body),
    signal: AbortSignal.timeout(patienceMs),
  });
  const answer = Buffer.from(await response.arrayBuffer());
  if (response.ok) return { status: response.status, message: "" };
  return { status: response.status, message: reasonIn(answer, response.headers.get("content-type") ?? "") };
}

function reasonIn(answer: Buffer, type: string): string {
  try {
    if (type.includes("protobuf")) return decodeStatus(answer).message;
    if (type.includes("json")) return (JSON.parse(answer.toString()) as { message?: string }).message ?? "";
  } catch {
    // something else than a console answered
  }
  return answer.toString().split("\n", 1)[0]!.slice(0, 300);
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

const httpStatus: Readonly<Record<number, number>> = {
  0: 200,
  [rpcCode.unauthenticated]: 401,
  [rpcCode.permissionDenied]: 403,
  [rpcCode.resourceExhausted]: 429,
  [rpcCode.unavailable]: 503,
};

/** A unary call: one message, answered by the status in the trailers. */
async function callGrpc(message: Message): Promise<Answered> {
  const session = connect(new URL(message.url).origin);
  let late: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Answered>((resolve, reject) => {
      late = setTimeout(() => reject(new DOMException("no answer", "TimeoutError")), patienceMs);
      session.on("error", reject);
      call(session, message, resolve, reject);
    });
  } finally {
    clearTimeout(late);
    session.destroy();
  }
}

function call(
  session: ClientHttp2Session,
  { url, body, token }: Message,
  resolve: (answered: Answered) => void,
  reject: (error: Error) => void,
): void {
  const stream = session.request({
    ":method": "POST",
    ":path": new URL(url).pathname,
    "content-type": "application/grpc",
    te: "trailers",
    ...bearer(token),
  });
  const note = (headers: Readonly<Record<string, unknown>>): void => {
    const code = headers["grpc-status"];
    if (code !== undefined)
      resolve({ status: httpStatus[Number(code)] ?? 400, message: messageIn(headers["grpc-message"]) });
    else if (headers[":status"] !== undefined && headers[":status"] !== 200)
      resolve({ status: Number(headers[":status"]), message: "the server does not speak gRPC" });
  };
  stream.on("response", note).on("trailers", note).on("error", reject).resume();
  stream.on("close", () => reject(new Error("the connection was closed without an answer")));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  stream.end(Buffer.concat([head, body]));
}

function messageIn(value: unknown): string {
  try {
    return decodeURIComponent(String(value ?? ""));
  } catch {
    return String(value);
  }
}
