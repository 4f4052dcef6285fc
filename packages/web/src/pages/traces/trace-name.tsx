// The name of a trace in a list: that of its root span; while it is missing, that of the first span, and why.
import type { TraceSummary } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Status, StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./columns.module.css";

export function TraceName({ trace }: { readonly trace: TraceSummary }): JSX.Element {
  return (
    <>
      {trace.errorCount > 0 && <StatusMark kind="error" />}
      {trace.root === "arriving" && (
        <span
          className={css["arriving"]}
          title="The root span has not ended yet. Name, services and duration may change."
        >
          <Status kind="off">still arriving</Status>
        </span>
      )}
      {trace.root === "missing" && (
        <span
          className={css["arriving"]}
          title="The root span was not received. The name is that of the first span."
        >
          <Status kind="warn">root span missing</Status>
        </span>
      )}
      <span className={classes(ui.text["ellip"], trace.root !== "received" && ui.text["soft"])}>
        {trace.rootName || "(no name)"}
      </span>
    </>
  );
}
