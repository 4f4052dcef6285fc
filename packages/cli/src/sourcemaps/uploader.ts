// Sends source maps to the console: gzipped, in parts, again after failures that pass.
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import {
  maxSourceMapParts,
  type NewSourceMapPart,
  type Problem,
  sourceMapPartBytes,
  type UploadedSourceMap,
} from "contract";
import { Failure } from "../failure.ts";
import type { Identified } from "./inject.ts";

export interface UploaderOptions {
  readonly url: string;
  readonly token: string | undefined;
  readonly release: string;
  readonly service: string;
  /** Before the first retry; doubles with each. */
  readonly pauseMs?: number;
}

export interface Uploader {
  readonly url: string;
  /** Resolves to the bytes that were sent; 0 when the console has the map. @throws {Failure} when it does not take the map. */
  send(map: Identified): Promise<number>;
}

const attempts = 5;
const timeoutMs = 30_000;
const compress = promisify(gzip);

/** Makes an uploader; nothing is sent before the first map. */
export function createUploader({ url, token, release, service, pauseMs = 500 }: UploaderOptions): Uploader {
  const target = new URL("/api/sourcemaps", url);
  const headers = {
    "content-type": "application/json",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };

  async function post(body: NewSourceMapPart, name: string): Promise<UploadedSourceMap> {
    for (let attempt = 1; ; attempt++) {
      const answer = await fetch(target, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => error as Error);
      if (!(answer instanceof Error) && answer.ok) return (await answer.json()) as UploadedSourceMap;
      const isPassing = answer instanceof Error || answer.status === 429 || answer.status >= 500;
      if (!isPassing || attempt === attempts) throw await toFailure(answer, name, url);
      await sleep(waitMs(answer, pauseMs * 2 ** (attempt - 1)));
    }
  }

  return {
    url,
    async send({ name: file, map, debugId }) {
      const content = await compress(map, { level: 9 });
      const parts = Math.ceil(content.length / sourceMapPartBytes);
      if (parts > maxSourceMapParts)
        throw new Failure(
          `The source map of ${file} has ${content.length} bytes gzipped: at most ${maxSourceMapParts * sourceMapPartBytes} are stored.`,
          "Split the bundle, or leave `sourcesContent` of installed packages out of the map.",
        );
      let sent = 0;
      for (let part = 0; part < parts; part++) {
        const piece = content.subarray(part * sourceMapPartBytes, (part + 1) * sourceMapPartBytes);
        const body = { debugId, file, release, service, part, parts, content: piece.toString("base64") };
        const info = await post(body, file);
        if (info.known) return 0;
        sent += piece.length;
      }
      return sent;
    },
  };
}

function waitMs(answer: Response | Error, pauseMs: number): number {
  const seconds = answer instanceof Error ? NaN : Number(answer.headers.get("retry-after") ?? NaN);
  return Number.isFinite(seconds) ? Math.min(seconds, 30) * 1000 : pauseMs;
}

async function toFailure(answer: Response | Error, name: string, url: string): Promise<Failure> {
  if (answer instanceof Error) {
    const reason = (answer.cause as Error | undefined)?.message ?? answer.message;
    return new Failure(
      `Cannot reach the console at ${url}: ${reason || answer.name}.`,
      "Check the URL (--console), and that the console runs and this machine may connect to it.",
      undefined,
      { cause: answer },
    );
  }
  const problem = (await answer.json().catch(() => undefined)) as Problem | undefined;
  if (problem === undefined)
    return new Failure(
      `${url} answered ${answer.status} ${answer.statusText}.`,
      "Pass the URL of the console's pages (port 4319 by default) with --console.",
    );
  if (problem.code === "UNKNOWN_PATH")
    return new Failure(
      `The console at ${url} takes no source maps: it is an older version, or has the role \`ingest\` or \`alert\`.`,
      "Upgrade it, or pass the URL of another console with --console.",
    );
  const tokens: Readonly<Record<string, string>> = {
    TOKEN_REQUIRED:
      "Create one with `telltale-console token create --name ci --scope ingest`, and set TELLTALE_TOKEN.",
    INVALID_TOKEN: "Check TELLTALE_TOKEN or the token file: the token is misspelled, expired or revoked.",
    INSUFFICIENT_SCOPE: "Use a token of the scope `ingest` or `admin`.",
  };
  return new Failure(
    `The console rejected the source map of ${name}: ${problem.message}`,
    tokens[problem.code] ?? problem.fix,
  );
}
