// Requests in other formats than OTLP's protobuf: decoded and stored, a large one in a thread of its own.
import { type Decoded, decoders, type Format } from "../formats/decode.ts";
import { decodeInThread } from "../formats/thread/decode-in-thread.ts";
import type { Outcome } from "../receive/intake.ts";
import { largeBytes } from "../store/rows.ts";
import { noteRefused } from "../receive/note-refused.ts";
import { countedAs, takeBytes, type Taking } from "../receive/take-bytes.ts";

/** @throws {ProblemError} {@link OtlpError} when the body cannot be read. */
export async function takeFormat(format: Format, body: Uint8Array, taking: Taking): Promise<Outcome> {
  const { signal, refused, store } =
    body.length > largeBytes ? await inThread(format, body, taking) : here(format, body);
  const outcome = await store(taking);
  if (refused.size === 0) return outcome;
  return noteRefused(outcome, refused, countedAs[signal], taking.sender, taking.intake);
}

interface Readable extends Pick<Decoded, "signal" | "refused"> {
  store(taking: Taking): Promise<Outcome>;
}

async function inThread(
  format: Format,
  body: Uint8Array,
  { sender, signal: gone }: Taking,
): Promise<Readable> {
  const asking = { by: sender.tenant, signal: gone };
  const { signal, bytes, refused } = await decodeInThread(format, body, asking);
  return { signal, refused, store: (taking) => takeBytes[signal](bytes, taking) };
}

function here(format: Format, body: Uint8Array): Readable {
  const decoded: Decoded = decoders[format](body);
  return { ...decoded, store: (taking) => storeDecoded(decoded, body.length, taking) };
}

function storeDecoded(decoded: Decoded, bytes: number, { intake, sender }: Taking): Promise<Outcome> {
  if (decoded.signal === "traces") return intake.traces(decoded.request, bytes, sender);
  if (decoded.signal === "metrics") return intake.metrics(decoded.request, bytes, sender);
  return intake.logs(decoded.request, bytes, sender);
}
