// Requests in OTLP's protobuf: decoded and stored, a large one in pieces.
import * as otlp from "otlp";
import type { Decoded } from "../formats/decode.ts";
import { senderGone } from "../receive/admit.ts";
import type { Intake, Outcome } from "../receive/intake.ts";
import { pieceBytes } from "../receive/pauses.ts";
import type { Sender } from "../receive/sender.ts";
import { largeBytes } from "../store/rows.ts";

/** Where a request goes, and whether anybody still waits for its answer. */
export interface Taking {
  readonly intake: Intake;
  readonly sender: Sender;
  readonly isGone: () => boolean;
}

type TakeBytes = (body: Uint8Array, taking: Taking) => Promise<Outcome>;

/**
 * By signal. Of a large request others have their turns between the pieces, and nothing is stored before all can be read. Each throws
 * `OtlpError` when the body is not a message of its signal.
 */
export const takeBytes: Readonly<Record<Decoded["signal"], TakeBytes>> = {
  traces: (body, taking) =>
    decodeAndStore(body, taking, otlp.decodeTraces, (request) =>
      taking.intake.traces(request, body.length, taking.sender),
    ),
  metrics: (body, taking) =>
    decodeAndStore(body, taking, otlp.decodeMetrics, (request) =>
      taking.intake.metrics(request, body.length, taking.sender),
    ),
  logs: (body, taking) =>
    decodeAndStore(body, taking, otlp.decodeLogs, (request) =>
      taking.intake.logs(request, body.length, taking.sender),
    ),
};

type Decode<Part> = (bytes: Uint8Array, tape: otlp.AttributeTape, budget?: otlp.Budget) => Part[];

async function decodeAndStore<Part>(
  body: Uint8Array,
  taking: Taking,
  decode: Decode<Part>,
  store: (request: readonly Part[]) => Promise<Outcome>,
): Promise<Outcome> {
  if (body.length <= largeBytes) return store(decode(body, new otlp.AttributeTape(body)));
  return store(await decodeInPieces(body, taking, decode));
}

async function decodeInPieces<Part>(
  body: Uint8Array,
  { intake, isGone }: Taking,
  decode: Decode<Part>,
): Promise<Part[]> {
  const budget = new otlp.Budget(body.length);
  const request: Part[] = [];
  for (const piece of otlp.cutRequest(body, pieceBytes)) {
    const parts = await intake.decodes.runPiece(async () =>
      decode(piece, new otlp.AttributeTape(piece), budget),
    );
    if (isGone()) throw senderGone();
    for (const part of parts) request.push(part);
  }
  return request;
}
