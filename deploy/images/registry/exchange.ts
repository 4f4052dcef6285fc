// One HTTP request and its answer. Whatever the network does to them is a NetworkError, also while a body is read or sent.
import { NetworkError } from "./retry.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The address that answered, after redirects. */
  readonly url: string;
  text(): Promise<string>;
  /** The body in pieces. To be read once, instead of `text`. */
  pieces(): AsyncIterable<Uint8Array>;
}

/**
 * Sends a request.
 *
 * @throws {NetworkError} without a connection, if it is cut, and for the answers 429 and 5xx: the server cannot answer now.
 */
export async function exchange(url: URL, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init).catch((error: unknown) => {
    throw new NetworkError(`Cannot reach ${url.host}: ${reasonOf(error)}`, { cause: error });
  });
  const answer: Answer = {
    status: response.status,
    headers: response.headers,
    url: response.url,
    pieces: () => piecesOf(url, response),
    text: async () => response.text().catch((error: unknown) => cut(url, error)),
  };
  if (answer.status === 429 || answer.status >= 500)
    throw new NetworkError(await refusalOf(url, init.method, answer));
  return answer;
}

/** Describes an answer that is not the expected one, with the start of its body. */
export async function refusalOf(url: URL, method = "GET", { status, text }: Answer): Promise<string> {
  const body = (await text().catch(() => "")).slice(0, 300).trim();
  return `${url.host} answered ${status} to ${method} ${url.pathname}${body === "" ? "" : `: ${body}`}`;
}

async function* piecesOf(url: URL, { body }: Response): AsyncGenerator<Uint8Array, void> {
  if (body === null) return;
  try {
    yield* body;
  } catch (error) {
    cut(url, error);
  }
}

function cut({ host }: URL, cause: unknown): never {
  throw new NetworkError(`The connection to ${host} was cut: ${reasonOf(cause)}`, { cause });
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
