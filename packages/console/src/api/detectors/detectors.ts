// GET /api/detectors: how far the detectors are, whichever console runs them.
import type { Detector, DetectorsResult, Unknown } from "contract";
import { detectorNames } from "contract";
import { type DetectorPass, lateReason, pauseReason } from "../../store/detector-passes.ts";
import type { ApiContext, ApiRoute } from "../context.ts";
import { toRoutes } from "../route.ts";

export interface DetectorSources {
  readonly passes: { read(): Promise<readonly DetectorPass[]> };
  readonly enabled: ReadonlySet<Detector["name"]>;
  /** When this process began, Unix ms: a console that has just begun may not have run each of them. */
  readonly startedMs: number;
}

/** A detector that keeps up is never so far behind: anomalies wait a minute for late spans, and a record is stored once a minute. */
const mostBehindMs = 5 * 60_000;

export function detectorRoutes(sources: DetectorSources): readonly ApiRoute[] {
  return toRoutes({ "GET /api/detectors": (_, context) => getDetectors(context, sources) });
}

async function getDetectors(context: ApiContext, sources: DetectorSources): Promise<DetectorsResult> {
  const passes = await sources.passes.read();
  return {
    detectors: detectorNames
      .filter((name) => sources.enabled.has(name))
      .map((name) =>
        toDetector(
          name,
          passes.find(({ detector }) => detector === name),
          context,
          sources.startedMs,
        ),
      ),
  };
}

function toDetector(
  name: Detector["name"],
  pass: DetectorPass | undefined,
  { caller, nowMs }: ApiContext,
  startedMs: number,
): Detector {
  // errors of the store may name what other tenants have
  const reasonOf = (reason: string): string =>
    caller?.seesAll === false && reason !== pauseReason && reason !== lateReason
      ? "Its queries fail."
      : reason;
  // by a clock that is ahead it may be in the future
  const untilMs = Math.min(pass?.untilMs ?? 0, nowMs());
  const completeTo = untilMs === 0 ? null : new Date(untilMs).toISOString();
  const isBehind = nowMs() - Math.max(untilMs, untilMs === 0 ? startedMs : 0) > mostBehindMs;
  const { reason = "", leftOut } = pass ?? {};
  const unknown: Unknown = {
    since: completeTo,
    reason:
      reason !== "" ? reasonOf(reason) : pass === undefined ? "No console has run it." : "It is behind.",
  };
  return {
    name,
    completeTo,
    unknown: isBehind ? unknown : null,
    leftOut:
      leftOut === undefined
        ? null
        : {
            from: new Date(leftOut.fromMs).toISOString(),
            to: new Date(leftOut.toMs).toISOString(),
            reason: reasonOf(leftOut.reason),
          },
  };
}
