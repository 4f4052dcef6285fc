// Log records of the span, and links to them and to all of the trace on the Logs page.
import { Link } from "@tanstack/react-router";
import type { LogRecord } from "contract";
import type { JSX } from "react";

import type { SpanNode } from "../../draw/trace-tree.ts";
import { classes } from "../../ui/classes.ts";
import { SpanEvents } from "./span-events.tsx";
import type { TraceModel } from "./trace-model.ts";
import css from "./span-panel.module.css";
import { ui } from "../../ui/styles.ts";

export interface SpanLogsProps {
  readonly model: TraceModel;
  readonly node: SpanNode;
  readonly logs: readonly LogRecord[];
}

export function SpanLogs({ model, node, logs }: SpanLogsProps): JSX.Element {
  const { traceId, logs: all } = model.trace;
  const bare = { ...node, span: { ...node.span, events: [], droppedEventsCount: 0 } };
  return (
    <>
      {logs.length === 0 ? (
        <p className={classes(ui.text["dim"], css["none"])}>This span has no log records.</p>
      ) : (
        <SpanEvents model={model} node={bare} logs={logs} />
      )}
      <p className={css["none"]}>
        {logs.length > 0 && (
          <Link to="/logs" search={{ trace: traceId, span: node.span.spanId }} className={ui.text["link"]}>
            Open in Logs
          </Link>
        )}
        {all.length > 0 && (
          <Link to="/logs" search={{ trace: traceId }} className={ui.text["link"]}>
            All of the trace
          </Link>
        )}
      </p>
    </>
  );
}
