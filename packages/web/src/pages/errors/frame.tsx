// A frame of a stack: function and place, and the lines of the source around it where a source map has them.
import type { SourceContext, StackFrame } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { scrollable } from "../../ui/scrollable.ts";
import { ui } from "../../ui/styles.ts";
import { SourceLink } from "./source-link.tsx";
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

type Position = Pick<StackFrame, "file" | "line" | "column">;

/** In the source where a source map has it, else as recorded. */
export function positionOf(frame: StackFrame): Position {
  const { original } = frame;
  return original === null ? frame : { file: original.source, line: original.line, column: original.column };
}

export function Frame({
  frame,
  isOpen,
  hasReason,
  url,
}: {
  readonly frame: StackFrame;
  readonly isOpen: boolean;
  /** Whether to say why it is not at its source (missing-maps.ts). */
  readonly hasReason: boolean;
  /** Of its line in the repository. */
  readonly url: string | undefined;
}): JSX.Element {
  const { original, missing } = frame;
  const name = original?.functionName || frame.functionName || "(anonymous)";
  const place = placeOf(positionOf(frame));
  const recorded = `${frame.functionName} ${placeOf(frame)}`.trim();
  const head = (
    <span className={css["head"]} title={original === null ? undefined : `recorded as ${recorded}`}>
      <b>{name}</b> <span className={css["place"]}>{place}</span>
      {missing !== null && hasReason && <span className={css["missing"]}>{reasons[missing]}</span>}
    </span>
  );
  const context = original?.context ?? null;
  return (
    <li className={classes(css["frame"], isFolded(frame) && css["pale"], url !== undefined && css["linked"])}>
      {context === null ? (
        head
      ) : (
        <details open={isOpen}>
          <summary>{head}</summary>
          <SourceLines context={context} hit={original?.line} />
        </details>
      )}
      {/* Not in the summary, which is a control itself. */}
      {url !== undefined && (
        <SourceLink url={url} label={`Source of ${place}`}>
          source
        </SourceLink>
      )}
    </li>
  );
}

function SourceLines({
  context: { firstLine, lines },
  hit,
}: {
  readonly context: SourceContext;
  readonly hit: number | undefined;
}): JSX.Element {
  return (
    <pre className={classes(ui.text["mono"], css["source"])} {...scrollable}>
      {lines.map((line, index) => (
        <SourceLine
          key={firstLine + index}
          number={firstLine + index}
          isHit={firstLine + index === hit}
          line={line}
        />
      ))}
    </pre>
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

function placeOf({ file, line, column }: Position): string {
  if (line === 0) return file;
  return column === 0 ? `${file}:${line}` : `${file}:${line}:${column}`;
}
