// Asks one target for its metrics: bounded in time and size, secrets read anew from their files.
import { readFile } from "node:fs/promises";
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

/** @throws {Error} with the reason, whatever goes wrong. */
export async function fetchExposition(
  target: ScrapeTarget,
  job: ScrapeJob,
  stopped: AbortSignal,
): Promise<Exposition> {
  const response = await fetch(target.url, {
    headers: {
      accept,
      "accept-encoding": "gzip",
      "user-agent": "telltale-console",
      "x-prometheus-scrape-timeout-seconds": String(job.timeoutMs / 1000),
      ...(job.authorization === undefined ? {} : { authorization: await authorize(job.authorization) }),
    },
    signal: AbortSignal.any([stopped, AbortSignal.timeout(job.timeoutMs)]),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`it answered ${response.status} ${response.statusText}`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new Error(`its answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return {
    text: decoder.decode(Buffer.concat(chunks, length)),
    contentType: response.headers.get("content-type") ?? "",
  };
}

async function authorize(authorization: ScrapeAuthorization): Promise<string> {
  const secret = authorization.file === undefined ? "" : (await readFile(authorization.file, "utf8")).trim();
  if (authorization.kind === "header") return `${authorization.type} ${authorization.credentials ?? secret}`;
  const pair = `${authorization.user}:${authorization.password ?? secret}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
