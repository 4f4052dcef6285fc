// A severity as mark and word. Only a severity that needs attention has a coloured mark.
import type { SeverityName } from "contract";
import type { JSX } from "react";

import { severityOf } from "../../lib/severity.ts";
import { Status, type StatusKind } from "../../ui/status.tsx";
import css from "./severity-mark.module.css";

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
  const title = text === "" ? name : `${text} (${number})`;
  if (kind === undefined)
    return (
      <span className={css["quiet"]} title={title}>
        <i className={css["dot"]} />
        {name}
      </span>
    );
  return (
    <span title={title}>
      <Status kind={kind}>{name}</Status>
    </span>
  );
}
