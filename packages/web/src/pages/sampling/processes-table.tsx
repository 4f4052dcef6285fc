// The processes that request the rules, and whether they use them.
import type { SamplingProcess, SamplingResult } from "contract";
import type { JSX } from "react";

import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./processes-table.module.css";
import { ui } from "../../ui/styles.ts";

/** The warning that the console cannot sign rules. */
export function NoToken(): JSX.Element {
  return (
    <p className={ui.note["note"]}>
      <Status kind="warn">no token</Status>
      <span className={ui.note["text"]}>
        Processes cannot use rules from this console, because it has no token to sign them with. Start the
        console with <code>--token-file FILE</code>.
      </span>
    </p>
  );
}

const columnsOf = (newest: number): readonly Column<SamplingProcess>[] => [
  { label: "Service", cell: ({ service }) => <ServiceName name={service} />, csv: ({ service }) => service },
  {
    label: "Processes",
    isFigure: true,
    hide: "phone",
    cell: ({ count }) => count,
    csv: ({ count }) => count,
  },
  {
    label: "Rules",
    isFigure: true,
    cell: ({ version }) => (version === 0 ? "own rules" : `version ${version}`),
    csv: ({ version }) => version,
  },
  {
    label: "State",
    cellClass: css["state"],
    cell: (process) => <State process={process} newest={newest} />,
    csv: {
      State: ({ refused, version }) => stateOf(refused, version, newest),
      Reason: ({ refused }) => refused,
    },
  },
  {
    label: "Last request",
    isFigure: true,
    hide: "phone",
    cellClass: ui.text["dim"],
    cell: ({ asked }) => <Time at={asked} />,
    csv: ({ asked }) => asked,
  },
];

export function ProcessesTable({
  data: { processes, version, truncated },
}: {
  readonly data: SamplingResult;
}): JSX.Element {
  return (
    <>
      <List
        label="Processes"
        isOfNow
        truncated={truncated}
        className={css["processes"]}
        columns={columnsOf(version)}
        rows={processes}
        keyOf={(process) => JSON.stringify([process.service, process.version, process.refused])}
        empty={
          <p className={ui.text["dim"]}>
            No process has requested rules in the last ten minutes. Processes request rules if they are
            started with <code>sampling: {"{ remote: { token } }"}</code>.
          </p>
        }
      />
      <AndMore
        truncated={truncated}
        things="services and states"
        by="processes"
        fix="They are listed when the others have ended."
      />
    </>
  );
}

function State({
  process,
  newest,
}: {
  readonly process: SamplingProcess;
  readonly newest: number;
}): JSX.Element {
  if (process.refused !== "") {
    return (
      <span title={process.refused}>
        <Status kind="error">rejected</Status>{" "}
        <span className={classes(ui.text["soft"], ui.text["ellip"])}>{process.refused}</span>
      </span>
    );
  }
  return (
    <Status kind={process.version === newest ? "ok" : "off"}>{stateOf("", process.version, newest)}</Status>
  );
}

function stateOf(refused: string, version: number, newest: number): string {
  if (refused !== "") return "rejected";
  return version === newest ? "active" : "outdated";
}
