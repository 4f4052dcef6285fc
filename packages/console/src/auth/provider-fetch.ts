// How the console asks a login provider: answers have a limit, because a foreign provider may send any number of bytes.
import type { CustomFetchOptions } from "openid-client";

/** A document of discovery, a set of keys or an ID token has some kilobytes; one with ten thousand groups has less than this. */
const maxAnswerBytes = 1024 * 1024;

/** As `fetch`, but a body of more than 1 MiB fails, and is not read further. */
export async function fetchOfProvider(
  url: string,
  { body: sent, ...options }: CustomFetchOptions,
): Promise<Response> {
  const response = await fetch(url, {
    ...options,
    body: (sent ?? null) as NonNullable<RequestInit["body"]> | null,
  });
  const { body, status, statusText, headers } = response;
  if (body === null) return response;
  const tooLarge = (): Error => new Error(`its answer has more than ${maxAnswerBytes} bytes`);
  if (Number(headers.get("content-length") ?? 0) > maxAnswerBytes) {
    await body.cancel();
    throw tooLarge();
  }
  let left = maxAnswerBytes;
  const limited = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        left -= chunk.byteLength;
        if (left < 0) throw tooLarge();
        controller.enqueue(chunk);
      },
    }),
  );
  return new Response(limited, { status, statusText, headers });
}
