// Asks one target for its metrics: bounded in time and size, secrets read anew from their files.
import { readFile } from "node:fs/promises";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { http } from "../node-http.ts";
import type { ScrapeAuthorization, ScrapeJob, ScrapeTarget } from "../config/scrape.ts";

export interface Exposition {
  readonly text: string;
  readonly contentType: string;
}

/** The most that a target may answer, decompressed. */
const maxBytes = 32 * 1024 * 1024;

/** Both formats that are read, the one with exemplars first. */
const accept =
  "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,text/plain;q=0.3,*/*;q=0.1";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Most redirects of a target. */
const maxRedirects = 10;

/** @throws {Error} with the reason, whatever goes wrong. */
export async function fetchExposition(
  target: ScrapeTarget,
  job: ScrapeJob,
  stopped: AbortSignal,
): Promise<Exposition> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(job.timeoutMs)]);
  const authorization = job.authorization === undefined ? undefined : await authorize(job.authorization);
  const headers = {
    accept,
    "accept-encoding": "gzip",
    "user-agent": "telltale-console",
    "x-prometheus-scrape-timeout-seconds": String(job.timeoutMs / 1000),
  };
  const first = new URL(target.url);
  let url = first;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    // A secret is for the target, not for where it points.
    const own = authorization !== undefined && url.origin === first.origin ? { authorization } : {};
    const response = await ask(url, { ...headers, ...own }, signal);
    const { statusCode = 0, headers: answered } = response;
    if (statusCode >= 200 && statusCode <= 299) {
      const bytes = await readAnswer(response, signal);
      return { text: decoder.decode(bytes), contentType: answered["content-type"] ?? "" };
    }
    response.destroy();
    const isElsewhere = statusCode >= 300 && statusCode <= 399 && answered.location !== undefined;
    // Its own words may repeat the secret.
    if (!isElsewhere) throw new Error(`it answered ${statusCode} ${http.STATUS_CODES[statusCode] ?? ""}`);
    url = new URL(answered.location!, url);
  }
  throw new Error(`it pointed elsewhere more than ${maxRedirects} times`);
}

/** Not by `fetch`, which asks no port that a browser would not. */
function ask(url: URL, headers: OutgoingHttpHeaders, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? https.request : http.request;
    request(url, { headers, signal }, resolve).on("error", reject).end();
  });
}

async function readAnswer(response: IncomingMessage, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const take = async (body: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > maxBytes) throw new Error(`its answer has more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  };
  const isPacked = response.headers["content-encoding"]?.trim().toLowerCase() === "gzip";
  if (isPacked) await pipeline(response, createGunzip(), take, { signal });
  else await pipeline(response, take, { signal });
  return Buffer.concat(chunks, length);
}

async function authorize(authorization: ScrapeAuthorization): Promise<string> {
  const secret = authorization.file === undefined ? "" : (await readFile(authorization.file, "utf8")).trim();
  if (authorization.kind === "header") return `${authorization.type} ${authorization.credentials ?? secret}`;
  const pair = `${authorization.user}:${authorization.password ?? secret}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
