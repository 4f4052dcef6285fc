// @module-tag extended
// Stacks of errors against the oracle: each frame has the position of its source in its release, whether a record or a span has the error.
import { gzipSync } from "node:zlib";
import type { ErrorResult, StackFrames } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addSourceMapPart } from "../../src/api/source-maps/source-maps.ts";
import type { ApiContext } from "../../src/api/context.ts";
import { answer, now, openApi, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { type Bundle, bundleFile, bundleOf, mapOf, pieceAt, type RawFrame, stackOf } from "./bundles.ts";
import { rangeOf } from "./figures.ts";
import { randomOf } from "./random.ts";
import { seeds } from "./seeds.ts";
import { addErrors } from "./store-errors.ts";
import type { RawError } from "./telemetry.ts";

const hour = 3_600_000;
/** Around the position. */
const linesAround = 5;

describe.each(seeds)("store %i", (seed) => {
  const random = randomOf(seed + 50_000);
  // the map of the third release was not uploaded
  const bundles = new Map(["1", "2"].map((release) => [release, bundleOf(release, seed)]));
  const thrown = Array.from({ length: random.whole(10, 40) }, (_, index) => {
    const stack = stackOf(random);
    const error: RawError = {
      uid: `error-${index}`,
      from: random.pick(["span", "record"]),
      fingerprint: `group-${index}`,
      type: "TypeError",
      message: "failed 0",
      isHandled: random.chance(0.5),
      service: "shop",
      version: random.pick(["1", "2", "3"]),
      environment: "production",
      at: Math.floor(now - random() * hour),
      user: "",
      session: "",
      trace: `trace-${index}`,
      weight: 1,
      attributes: { "exception.stacktrace": stack.text },
    };
    return { stack, error };
  });
  let api: TestApi;
  let context: ApiContext;
  beforeAll(async () => {
    api = await openApi();
    const { queries, sourceMaps } = api.store;
    context = { queries, sourceMaps, nowMs: () => now, signal: new AbortController().signal };
    for (const bundle of bundles.values()) await upload(bundle);
    await addErrors(
      api,
      thrown.map(({ error }) => error),
      seed,
    );
  });
  afterAll(() => api.close());

  async function upload(bundle: Bundle): Promise<void> {
    const body = {
      // a console keeps maps that it read by this id
      debugId: `${bundle.release.repeat(8)}-1111-4111-8111-${String(seed).padStart(12, "0")}`,
      file: bundleFile,
      release: bundle.release,
      service: "shop",
      part: 0,
      parts: 1,
      content: gzipSync(JSON.stringify(mapOf(bundle))).toString("base64"),
    };
    await addSourceMapPart({}, { ...context, request: { body, ifMatch: undefined } });
  }

  test("each frame has the position of its source", async () => {
    for (const { error, stack } of thrown) {
      const range = rangeOf({ from: now - hour, to: now });
      const { items } = await api.get<ErrorResult>(`/api/errors/${error.fingerprint}?${range}`);
      const result = (await answer(`/api/logs/${items[0]!.id}/frames`, context)) as StackFrames;
      expect([result.text, result.origin.service, result.origin.version]).toEqual([
        stack.text,
        "shop",
        error.version,
      ]);
      expect(result.stacks).toEqual(
        stack.stacks.map(({ title, frames }) => ({
          title,
          frames: frames.map((frame, at) => expectedFrame(frame, frames[at + 1], bundles.get(error.version))),
        })),
      );
    }
  });
});

testAskedRoutes("frames.test.ts");

function expectedFrame(frame: RawFrame, caller: RawFrame | undefined, bundle: Bundle | undefined): object {
  const { kind, ...own } = frame;
  const all = { ...own, application: kind === "bundle", original: null };
  if (kind !== "bundle") return { ...all, missing: null };
  if (bundle === undefined) return { ...all, missing: "no-debug-id" };
  const piece = pieceAt(bundle, frame);
  if (piece === undefined) return { ...all, missing: "not-in-map" };
  const { path, text } = bundle.sources[piece.source]!;
  // where the function is called, the source says its name
  const call = caller?.kind === "bundle" ? pieceAt(bundle, caller) : undefined;
  const first = Math.max(0, piece.sourceLine - linesAround);
  return {
    ...all,
    missing: null,
    original: {
      source: path,
      line: piece.sourceLine + 1,
      column: piece.sourceColumn + 1,
      functionName: call === undefined ? "" : bundle.names[call.name],
      ignored: false,
      context: {
        firstLine: first + 1,
        lines: text.split("\n").slice(first, piece.sourceLine + linesAround + 1),
      },
    },
  };
}
