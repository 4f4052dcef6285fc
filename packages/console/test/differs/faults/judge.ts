// Whether an answer names the cause first.
import type { DiffersResult } from "contract";
import type { Fault } from "./fault.ts";
import type { Shape } from "./shape.ts";

/** The first finding has each part of the cause, or another name of it, and no other part but what the operation does. */
export function namesCause({ findings }: DiffersResult, { cause, operation }: Fault, shape: Shape): boolean {
  const parts = findings[0]?.parts.filter(({ key, value }) => operation.does[key] !== value) ?? [];
  if (parts.length !== cause.length) return false;
  return cause.every(({ key, value }) =>
    parts.some(
      (part) =>
        (part.key === key && part.value === String(value)) ||
        (shape.aliases[part.key] === key && part.value === `${part.key} of ${value}`),
    ),
  );
}

/** For a failed test: what was planted and what was named. */
export function inWords({ findings, verdict }: DiffersResult): string {
  const named = findings.slice(0, 3).map(({ parts, selectionShare, restShare }) => {
    const conditions = parts.map(
      ({ key, kind, value }) => `${key}${kind === "value" ? "=" : ` ${kind} `}${value}`,
    );
    return `${conditions.join(" and ")} (${percent(selectionShare)} : ${percent(restShare)})`;
  });
  return `${verdict}: ${named.join("; ")}`;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
