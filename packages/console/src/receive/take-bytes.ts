// Requests in OTLP's protobuf: decoded and stored, a large one in pieces.
import type { SignalCounts } from "contract";
import * as otlp from "otlp";
import { senderGone } from "./admit.ts";
import { maxRowBytes, tooHeavy } from "./heavy.ts";
import type { Intake, Outcome } from "./intake.ts";
import { pieceBytes } from "./pauses.ts";
import type { Sender } from "./sender.ts";
import { ProblemError } from "../problem/problem.ts";
import { largeBytes } from "../store/rows.ts";
import { noteRefused } from "./note-refused.ts";

/** Where a request goes. `signal` is aborted when the sender has stopped waiting for the answer. */
export interface Taking {
  readonly intake: Intake;
  readonly sender: Sender;
  readonly signal: AbortSignal;
}

type OtlpSignal = "traces" | "metrics" | "logs";

type TakeBytes = (body: Uint8Array, taking: Taking) => Promise<Outcome>;

/**
 * By signal. Of a large request others have their turns between the pieces, and nothing is stored before all can be read. Each throws
 * `OtlpError` when the body is not a message of its signal.
 */
export const takeBytes: Readonly<Record<OtlpSignal, TakeBytes>> = {
  traces: (body, taking) =>
    decodeAndStore("traces", body, taking, otlp.decodeTraces, (request) =>
      taking.intake.traces(request, body.length, taking.sender),
    ),
  metrics: (body, taking) =>
    decodeAndStore("metrics", body, taking, otlp.decodeMetrics, (request) =>
      taking.intake.metrics(request, body.length, taking.sender),
    ),
  logs: (body, taking) =>
    decodeAndStore("logs", body, taking, otlp.decodeLogs, (request) =>
      taking.intake.logs(request, body.length, taking.sender),
    ),
};

export const countedAs: Readonly<Record<OtlpSignal, keyof SignalCounts>> = {
  traces: "spans",
  metrics: "metricPoints",
  logs: "logRecords",
};

/** Whether it is taken in pieces, and its rows go to groups of their own. */
export function isLarge(body: Uint8Array): boolean {
  return body.length > largeBytes;
}

/** Larger items are not even decoded: in four bytes of the wire there is at least one of what weighs. */
const maxItemBytes = 4 * maxRowBytes;

type Decode<Part> = (bytes: Uint8Array, tape: otlp.AttributeTape, budget?: otlp.Budget) => Part[];

async function decodeAndStore<Part>(
  signal: OtlpSignal,
  body: Uint8Array,
  taking: Taking,
  decode: Decode<Part>,
  store: (request: readonly Part[]) => Promise<Outcome>,
): Promise<Outcome> {
  if (!isLarge(body)) return store(decode(body, new otlp.AttributeTape(body)));
  let leftOut = 0;
  const outcome = await store(
    await decodeInPieces(body, taking, decode, {
      pieceBytes,
      // A metric has many points, each of which is judged alone.
      ...(signal !== "metrics" && { itemBytes: maxItemBytes, onLeftOut: () => void leftOut++ }),
    }),
  );
  if (leftOut === 0) return outcome;
  const refused = new Map([[tooHeavy, leftOut]]);
  return noteRefused(outcome, refused, countedAs[signal], taking.sender, taking.intake);
}

async function decodeInPieces<Part>(
  body: Uint8Array,
  { intake, signal }: Taking,
  decode: Decode<Part>,
  options: otlp.CutOptions,
): Promise<Part[]> {
  const budget = new otlp.Budget(body.length);
  const request: Part[] = [];
  for (const piece of otlp.cutRequest(body, options)) {
    const parts = await intake.decodes.runPiece(async () =>
      decode(piece, new otlp.AttributeTape(piece), budget),
    );
    if (signal.aborted) throw goneBy(signal);
    for (const part of parts) request.push(part);
  }
  return request;
}

/** What is said of it where it is known, such as that access ended. */
function goneBy({ reason }: AbortSignal): ProblemError {
  return reason instanceof ProblemError ? reason : senderGone();
}
