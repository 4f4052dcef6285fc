// A frame of a stack: function and place, and the lines of the source around it where a source map has them.
import type { StackFrame } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { scrollable } from "../../ui/scrollable.ts";
import { ui } from "../../ui/styles.ts";
import css from "./stack.module.css";

const reasons: Readonly<Record<NonNullable<StackFrame["missing"]>, string>> = {
  "no-debug-id": "the file has no debug id",
  "not-uploaded": "its source map is not uploaded",
  "not-in-map": "its source map does not have this position",
  unreadable: "its source map is unreadable",
};

/** Whether a frame is of third-party code: shown paler. */
export function isFolded({ application, original }: StackFrame): boolean {
  return !application || original?.ignored === true;
}

export function Frame({
  frame,
  isOpen,
  hasReason,
}: {
  readonly frame: StackFrame;
  readonly isOpen: boolean;
  /** Whether to say why it is not at its source (missing-maps.ts). */
  readonly hasReason: boolean;
}): JSX.Element {
  const { original, missing } = frame;
  const name = original?.functionName || frame.functionName || "(anonymous)";
  const place =
    original === null
      ? placeOf(frame.file, frame.line, frame.column)
      : placeOf(original.source, original.line, original.column);
  const recorded = `${frame.functionName} ${placeOf(frame.file, frame.line, frame.column)}`.trim();
  const head = (
    <span className={css["head"]} title={original === null ? undefined : `recorded as ${recorded}`}>
      <b>{name}</b> <span className={css["place"]}>{place}</span>
      {missing !== null && hasReason && <span className={css["missing"]}>{reasons[missing]}</span>}
    </span>
  );
  const context = original?.context ?? null;
  return (
    <li className={classes(css["frame"], isFolded(frame) && css["pale"])}>
      {context === null ? (
        head
      ) : (
        <details open={isOpen}>
          <summary>{head}</summary>
          <pre className={classes(ui.text["mono"], css["source"])} {...scrollable}>
            {context.lines.map((line, index) => (
              <SourceLine
                key={context.firstLine + index}
                number={context.firstLine + index}
                isHit={context.firstLine + index === original?.line}
                line={line}
              />
            ))}
          </pre>
        </details>
      )}
    </li>
  );
}

function SourceLine({
  number,
  isHit,
  line,
}: {
  readonly number: number;
  readonly isHit: boolean;
  readonly line: string;
}): JSX.Element {
  return (
    <span className={classes(css["line"], isHit && css["hit"])} aria-current={isHit ? "true" : undefined}>
      <i>
        {isHit ? "▸" : ""} {number}
      </i>
      {line}
      {"\n"}
    </span>
  );
}

function placeOf(file: string, line: number, column: number): string {
  if (line === 0) return file;
  return column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
}
