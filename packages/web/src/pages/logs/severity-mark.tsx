// A severity as shape and word. What is normal is quiet.
import type { SeverityName } from "contract";
import type { JSX } from "react";

import { severityOf } from "../../lib/severity.ts";
import { StatusMark, type StatusKind } from "../../ui/status.tsx";

const kinds: Readonly<Record<SeverityName, StatusKind | undefined>> = {
  trace: undefined,
  debug: undefined,
  info: undefined,
  warn: "warn",
  error: "error",
  fatal: "error",
};

export function SeverityMark({
  number,
  text,
}: {
  readonly number: number;
  readonly text: string;
}): JSX.Element {
  const name = severityOf(number);
  const kind = kinds[name];
  return (
    <span className={`status ${kind ?? "quiet"}`} title={text === "" ? name : `${text} (${number})`}>
      {kind === undefined ? <i className="no-mark" /> : <StatusMark kind={kind} />}
      {name}
    </span>
  );
}
