// A table of findings: level and id, message and fix, service, how many. A row leads to the thing that it is about.
import { linkOptions } from "@tanstack/react-router";
import type { CatalogFinding } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { allLoaded, type MoreRows } from "../../ui/list/more-rows.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { TextWithCode } from "../../ui/text-with-code.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./findings-table.module.css";
import { levelMarks } from "./kinds.ts";

export const findingsClass = css["findings"];

export const findingColumns: readonly Column<CatalogFinding>[] = [
  {
    label: "Level",
    className: css["level"],
    cell: ({ level }) => <Status kind={levelMarks[level]}>{level}</Status>,
    csv: ({ level }) => level,
  },
  {
    label: "Finding",
    link: ({ attribute, signalType, signalName }) => {
      const kind = attribute === "" ? (signalType === "log" ? "event" : signalType) : "attribute";
      const name = attribute === "" ? signalName : attribute;
      if (name === "" || kind === "resource") return undefined;
      return linkOptions({ to: "/catalog/$kind/$name", params: { kind, name }, className: css["message"] });
    },
    cell: ({ message }) => <TextWithCode text={message} />,
    below: (finding) => <Fix finding={finding} />,
    csv: {
      Id: ({ id }) => id,
      Finding: ({ message }) => message,
      Fix: ({ fix }) => fix,
      Source: ({ source }) => source,
    },
  },
  {
    label: "Service",
    hide: "narrow",
    className: css["service"],
    title: ({ version }) => version,
    cell: ({ service }) => (service === "" ? none : <ServiceName name={service} className={css["name"]} />),
    csv: { Service: ({ service }) => service, Version: ({ version }) => version },
  },
  {
    label: "Count",
    isFigure: true,
    hide: "phone",
    className: css["count"],
    cell: ({ count }) => (count === null ? none : formatCount(count)),
    csv: ({ count }) => count,
  },
  {
    label: "Last seen",
    isFigure: true,
    hide: "narrow",
    className: css["seen"],
    cellClass: ui.text["dim"],
    cell: ({ lastNs }) => (lastNs === null ? none : <Time ns={lastNs} />),
    csv: ({ lastNs }) => lastNs && exactTimeNs(lastNs),
  },
];

export function FindingsTable({
  findings,
  more = allLoaded,
}: {
  readonly findings: readonly CatalogFinding[];
  readonly more?: MoreRows<CatalogFinding>;
}): JSX.Element {
  return (
    <List
      label="Findings"
      className={findingsClass}
      columns={findingColumns}
      rows={findings}
      keyOf={({ id, service, version, signalName, attribute, message }) =>
        [id, service, version, signalName, attribute, message].join(" ")
      }
      more={more}
      rowHeight={56}
    />
  );
}

function Fix({ finding: { id, fix, source } }: { readonly finding: CatalogFinding }): JSX.Element {
  return (
    <span className={css["line"]}>
      <span className={classes(ui.text["mono"], ui.text["dim"])}>{id}</span>
      {fix !== "" && (
        <span className={ui.text["soft"]}>
          <TextWithCode text={fix} />
        </span>
      )}
      {source !== "" && <span className={classes(ui.text["mono"], ui.text["dim"])}>{source}</span>}
    </span>
  );
}
