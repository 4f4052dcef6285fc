// The events of a span by time, and where asked for its log records and business events.
import type { LogRecord } from "contract";
import { useMemo, type JSX } from "react";

import { sinceMs, type SpanNode } from "../../draw/trace-tree.ts";
import { recordLine } from "../../lib/business-record.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { valueText } from "../../lib/value-text.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { StatusMark, type StatusKind } from "../../ui/status.tsx";
import type { TraceModel } from "./trace-model.ts";
import { logTone } from "./log-tone.ts";
import css from "./span-events.module.css";
import { ui } from "../../ui/styles.ts";

export interface SpanEventsProps {
  readonly model: TraceModel;
  readonly node: SpanNode;
  readonly logs: readonly LogRecord[];
  readonly heading?: string;
}

interface Happening {
  readonly key: string;
  readonly at: number;
  readonly timeNs: string;
  readonly tone: StatusKind | "business";
  readonly text: string;
  readonly details: readonly (readonly [string, string])[];
  readonly stack: string;
}

export function SpanEvents({ model, node, logs, heading }: SpanEventsProps): JSX.Element {
  const all = useMemo(
    () => happenings(model, node, logs, heading !== undefined),
    [model, node, logs, heading],
  );
  const { droppedEventsCount } = node.span;
  return (
    <section className={css["events"]}>
      {heading !== undefined && <h3>{heading}</h3>}
      {all.length === 0 && <p className={classes(ui.text["dim"], css["none"])}>This span has no events.</p>}
      <ol>
        {all.map((one) => (
          <li key={one.key}>
            <time title={exactTimeNs(one.timeNs)}>+{formatDuration(one.at)}</time>
            {one.tone === "business" ? (
              <Icon name="flag" className={css["business"]} />
            ) : (
              <StatusMark kind={one.tone} size={10} />
            )}
            <div>
              <span>{one.text}</span>
              {heading === undefined &&
                one.details.map(([key, value]) => (
                  <p key={key} className={classes(ui.text["mono"], ui.text["dim"], css["detail"])}>
                    {key} <span className={ui.text["soft"]}>{value}</span>
                  </p>
                ))}
              {one.stack !== "" && (
                <details>
                  <summary className={ui.text["link"]}>stack</summary>
                  <pre className={ui.text["mono"]}>{one.stack}</pre>
                </details>
              )}
            </div>
          </li>
        ))}
      </ol>
      {droppedEventsCount > 0 && (
        <p className={classes(ui.text["dim"], css["none"])}>
          {droppedEventsCount} more were dropped by the sender.
        </p>
      )}
    </section>
  );
}

/** Times are since the span's own start. */
function happenings(
  model: TraceModel,
  node: SpanNode,
  logs: readonly LogRecord[],
  heading: boolean,
): Happening[] {
  const at = (timeNs: string): number => sinceMs(timeNs, model.tree.originNs) - node.start;
  const events = node.span.events.map((event, i): Happening => {
    const texts = Object.entries(event.attributes).map(([key, value]) => [key, valueText(value)] as const);
    const of = (key: string): string => texts.find(([k]) => k === key)?.[1] ?? "";
    const thrown = event.name === "exception";
    const text = thrown
      ? [of("exception.type"), of("exception.message")].filter(Boolean).join(": ") || "exception"
      : event.name;
    return {
      key: `e${i}`,
      at: at(event.timeNs),
      timeNs: event.timeNs,
      tone: thrown ? "error" : "off",
      text,
      details: texts.filter(([key]) => !thrown || !key.startsWith("exception.")),
      stack: of("exception.stacktrace"),
    };
  });
  const records = logs.map((log): Happening => ({
    key: log.id,
    at: at(log.timeNs),
    timeNs: log.timeNs,
    tone: logTone(log.severityNumber),
    text: recordLine(log) || log.eventName,
    details: [],
    stack: "",
  }));
  const business = (heading ? (model.businessBySpan.get(node.span.spanId) ?? []) : []).map(
    (event): Happening => ({
      key: event.uid,
      at: at(event.timeNs),
      timeNs: event.timeNs,
      tone: "business",
      text: [`${event.kind} ${event.name}`, event.phase, event.step || event.state || event.outcome]
        .filter(Boolean)
        .join(" · "),
      details: [],
      stack: "",
    }),
  );
  return [...events, ...records, ...business].toSorted((a, b) => a.at - b.at);
}
