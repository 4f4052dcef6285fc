// One record: its message, its attributes and those of its resource, and links to its trace and the logs of the trace.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { LogRecord } from "contract";
import type { JSX } from "react";

import { recordLine } from "../../lib/business-record.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { AttributeTable } from "../../ui/attribute-table.tsx";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icons.tsx";
import css from "./log-detail.module.css";
import { RecordContext } from "./record-context.tsx";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/logs");

export function LogDetail({ record }: { readonly record: LogRecord }): JSX.Element {
  const { addFilter } = useScopeChanges();
  const { around } = route.useSearch();
  const {
    timeNs,
    traceId,
    spanId,
    scope,
    attributes,
    resource,
    severityText,
    severityNumber,
    eventName,
    environment,
  } = record;
  return (
    <div className={css["detail"]}>
      <pre className={ui.text["mono"]}>{recordLine(record) || eventName}</pre>
      <p className={css["actions"]}>
        {traceId !== "" && (
          <Link
            className={ui.button["button"]}
            to="/traces/$id"
            params={{ id: traceId }}
            search={{ span: spanId === "" ? undefined : spanId }}
          >
            <Icon name="traces" />
            Open trace
          </Link>
        )}
        {traceId !== "" && (
          <Link className={ui.button["quiet"]} to="/logs" search={{ trace: traceId }}>
            Logs of this trace
          </Link>
        )}
        <ContextButton id={record.id} />
        <CopyButton
          variant="button"
          word="Copy JSON"
          what="the record as JSON"
          text={JSON.stringify(record, undefined, 2)}
        />
        <span className={classes(ui.text["dim"], css["facts"])}>
          {exactTimeNs(timeNs)} · {severityText === "" ? "no severity" : severityText} {severityNumber}
          {eventName !== "" && ` · ${eventName} `}
          <CatalogLink kind="event" name={eventName} inRow />
          {environment !== "" && ` · ${environment}`}
          {scope.name !== "" && ` · ${scope.name} ${scope.version}`}
        </span>
      </p>
      {around !== undefined && <RecordContext id={record.id} of={around} />}
      <div className={css["attributes"]}>
        <AttributeTable groups={[{ name: "Record", attributes }]} onFilter={addFilter} />
        <AttributeTable groups={[{ name: "Resource", attributes: resource }]} onFilter={addFilter} />
      </div>
    </div>
  );
}

/** Shows and hides the neighbours of the record. */
function ContextButton({ id }: { readonly id: string }): JSX.Element {
  const { around } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <button
      type="button"
      className={ui.button["quiet"]}
      aria-pressed={around !== undefined}
      onClick={() =>
        void navigate({
          search: (previous) => ({
            ...previous,
            record: id,
            around: around === undefined ? ("instance" as const) : undefined,
          }),
          replace: true,
          resetScroll: false,
        })
      }
    >
      Context
    </button>
  );
}
