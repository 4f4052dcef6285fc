// Below the name of a row: up to when its data is complete, when that is late, and since when it sends nothing.
import type { JSX } from "react";

import type { MaybeLate } from "../lib/completeness.ts";
import { formatTime } from "../lib/time.ts";
import type { Verdict } from "../lib/verdict.ts";
import { useSilentSince } from "../state/completeness.ts";
import { lateEndLabel } from "./late-end.tsx";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

/** `up to 14:33`, which is where the figures of the row end; `unknown since` where nothing of the range is complete. */
export function LateState({ late, lack }: MaybeLate<unknown>): JSX.Element | null {
  if (late === undefined) return null;
  return (
    <div>
      <Status kind="unknown" title={lateEndLabel(late)}>
        {lack === undefined ? "up to" : "unknown since"} {formatTime(late.upToMs)}
      </Status>
    </div>
  );
}

/** The same of a service, and what is bad; or `silent since 19:02`. Silence is not lateness: its data is complete. */
export function ServiceState({
  service: { name, late, lack },
  verdict,
}: {
  readonly service: MaybeLate<{ readonly name: string }>;
  readonly verdict: Verdict;
}): JSX.Element {
  const since = useSilentSince()(name);
  return (
    <>
      {late !== undefined || since === undefined ? (
        <LateState late={late} lack={lack} />
      ) : (
        <div className={ui.text["dim"]}>silent since {formatTime(since)}</div>
      )}
      {verdict.state === "bad" && <VerdictBelow verdict={verdict} />}
    </>
  );
}

/** What is unknown or bad; figures that are as usual say enough. */
export function VerdictBelow({
  verdict: { state, kind, word },
}: {
  readonly verdict: Verdict;
}): JSX.Element | null {
  if (state !== "unknown" && state !== "bad") return null;
  return (
    <div>
      <Status kind={kind}>{word}</Status>
    </div>
  );
}
