// Sends source maps to the console: gzipped, in parts, again after failures that pass.
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import {
  maxSourceMapParts,
  type NewSourceMapPart,
  sourceMapPartBytes,
  type UploadedSourceMap,
} from "contract";
import { consoleFailure } from "../console-failure.ts";
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
      if (!isPassing || attempt === attempts)
        throw await consoleFailure(answer, {
          url,
          scope: "ingest",
          lacks: "takes no source maps",
          rejected: `the source map of ${name}`,
        });
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
