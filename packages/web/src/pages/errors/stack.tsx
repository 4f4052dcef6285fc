// The stack of the latest error of a group: frames at their sources where source maps were uploaded, or the text as it was recorded.
import { getRouteApi } from "@tanstack/react-router";
import { type ErrorGroup, type LogRecord, sourceUrl, type StackFrames } from "contract";
import type { JSX } from "react";

import { useLinks } from "../../data/links.ts";
import { useApi } from "../../data/use-api.ts";
import { valueText } from "../../lib/value-text.ts";
import { classes } from "../../ui/classes.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Frame, isFolded, positionOf } from "./frame.tsx";
import { framesWithReason } from "./missing-maps.ts";
import css from "./stack.module.css";

const route = getRouteApi("/errors/$fingerprint");

export interface StackProps {
  readonly group: ErrorGroup;
  /** The id of the latest error. */
  readonly id: string;
  /** `null` when its retention is over, and for an error of a span. */
  readonly sample: LogRecord | null;
}

export function Stack({ group, id, sample }: StackProps): JSX.Element {
  const { stack: view } = route.useSearch();
  const navigate = route.useNavigate();
  // The span of an error may be stored without a log record.
  const ofSpan = useApi(
    "/api/logs/:id/frames",
    { params: { id } },
    { enabled: sample === null, refresh: "still", part: "the stack" },
  );
  const value = sample?.attributes["exception.stacktrace"];
  const text = value === undefined ? (ofSpan.data?.text ?? "") : valueText(value);
  return (
    <section className={ui.section["section"]} aria-label="Stack">
      <header>
        <h2>Stack</h2>
        <span className={ui.text["dim"]}>of the latest error</span>
        {text !== "" && (
          <span className={classes(ui.section["end"], css["tools"])}>
            <Segments
              label="Stack as"
              value={view}
              choices={[
                [undefined, "frames"],
                ["raw", "raw"],
              ]}
              onChange={(next) =>
                void navigate({ search: (previous) => ({ ...previous, stack: next }), replace: true })
              }
            />
            <CopyButton text={text} what="the stack" variant="word" />
          </span>
        )}
      </header>
      {sample === null && ofSpan.isPending ? (
        <SkeletonBlock height={160} />
      ) : text === "" ? (
        <p className={classes(ui.text["dim"], css["none"])}>
          {whyNone(group, sample !== null || ofSpan.isSuccess)}
        </p>
      ) : view === "raw" ? (
        <Raw text={text} />
      ) : (
        <Frames id={id} text={text} />
      )}
    </section>
  );
}

function Raw({ text }: { readonly text: string }): JSX.Element {
  return <pre className={classes(ui.text["mono"], css["raw"])}>{text}</pre>;
}

/** The text until there are frames, and when it has none: a stack of a language that the console cannot read. */
function Frames({ id, text }: { readonly id: string; readonly text: string }): JSX.Element {
  const query = useApi("/api/logs/:id/frames", { params: { id } }, { refresh: "still" });
  return (
    <QueryView inline query={query} skeleton={<SkeletonBlock height={160} />}>
      {({ stacks, origin }) =>
        stacks.every(({ frames }) => frames.length === 0) ? (
          <Raw text={text} />
        ) : (
          <>
            {stacks.map((stack, index) => (
              // oxlint-disable-next-line react/no-array-index-key
              <One key={index} stack={stack} isFirst={index === 0} origin={origin} />
            ))}
          </>
        )
      }
    </QueryView>
  );
}

function One({
  stack: { title, frames },
  isFirst,
  origin,
}: {
  readonly stack: StackFrames["stacks"][number];
  readonly isFirst: boolean;
  readonly origin: StackFrames["origin"];
}): JSX.Element {
  const links = useLinks();
  const withReason = framesWithReason(frames);
  const opened = frames.findIndex((frame) => !isFolded(frame) && frame.original?.context !== null);
  return (
    <>
      {title !== "" && (
        <p className={css["title"]}>{isFirst ? title : `Caused by: ${title.replace(/^Caused by: /, "")}`}</p>
      )}
      <ol className={css["frames"]}>
        {frames.map((frame, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <Frame
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            frame={frame}
            isOpen={isFirst && index === opened}
            hasReason={withReason.has(frame)}
            url={
              isFolded(frame) ? undefined : links && sourceUrl(origin, links.repositories, positionOf(frame))
            }
          />
        ))}
      </ol>
    </>
  );
}

function whyNone({ place, traceId }: ErrorGroup, isStored: boolean): string {
  const where = place === "" ? "" : ` It occurred in ${place}.`;
  if (isStored) return `The error came without a stack.${where}`;
  const trace = traceId === "" ? "" : " Open one of its traces below.";
  return `Neither its log record nor its span is stored: their retention is over, or the span was not sampled.${where}${trace}`;
}
