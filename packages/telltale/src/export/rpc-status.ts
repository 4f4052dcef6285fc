// `google.rpc.Status`, in which receivers say why they refuse: the body of an HTTP answer, a trailer of a gRPC one.
import { ByteReader, LENGTH } from "otlp";
import type { Answer } from "./post.ts";

const maxMessage = 200;

/** What an answer that refuses says, on one line of at most 200 characters; empty when it says nothing. */
export function refusalOf({ contentType, body }: Pick<Answer, "contentType" | "body">): string {
  try {
    const [type = ""] = contentType.toLowerCase().split(";");
    const text = textOf(type.trim(), body);
    return typeof text === "string"
      ? text
          .replaceAll(/[\s\p{Cc}]+/gu, " ")
          .trim()
          .slice(0, maxMessage)
      : "";
  } catch {
    // the status alone, then
    return "";
  }
}

function textOf(type: string, body: Uint8Array): unknown {
  if (type === "application/x-protobuf") return Buffer.from(fieldsOf(body, 2)[0] ?? []).toString();
  const text = Buffer.from(body).toString();
  if (type === "text/plain") return text;
  return type === "application/json"
    ? (JSON.parse(text) as { message?: unknown } | null)?.message
    : undefined;
}

/** `RetryInfo.retry_delay` among the details of a `google.rpc.Status`, in ms; undefined when there is none. */
export function retryDelayMs(status: Uint8Array): number | undefined {
  try {
    for (const detail of fieldsOf(status, 3)) {
      const [type] = fieldsOf(detail, 1);
      const [value] = fieldsOf(detail, 2);
      if (
        !Buffer.from(type ?? [])
          .toString()
          .endsWith("/google.rpc.RetryInfo")
      )
        continue;
      const [delay] = fieldsOf(value ?? new Uint8Array(0), 1);
      return delay === undefined ? 0 : durationMs(delay);
    }
  } catch {
    // not a status: the receiver asked for no wait
  }
  return undefined;
}

function fieldsOf(message: Uint8Array, field: number): Uint8Array[] {
  const reader = new ByteReader(message);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === field && (tag & 7) === LENGTH) found.push(reader.bytes());
    else reader.skip(tag, 0);
  }
  return found;
}

function durationMs(duration: Uint8Array): number {
  const reader = new ByteReader(duration);
  let ms = 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x08) ms += Number(reader.int64()) * 1000;
    else if (tag === 0x10) ms += reader.int32() / 1e6;
    else reader.skip(tag, 0);
  }
  return Math.max(0, ms);
}
