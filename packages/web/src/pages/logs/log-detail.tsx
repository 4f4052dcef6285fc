// One record whole: the message, its attributes and its resource's, the way to its trace and to its neighbours.
import { Link } from "@tanstack/react-router";
import type { LogRecord } from "contract";
import type { JSX } from "react";

import { recordLine } from "../../lib/business-record.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { AttributeTable } from "../../ui/attribute-table.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icons.tsx";

export function LogDetail({ record }: { readonly record: LogRecord }): JSX.Element {
  const { addFilter } = useScopeChanges();
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
    <div className="log-detail">
      <pre className="mono">{recordLine(record) || eventName}</pre>
      <p className="acts">
        {traceId !== "" && (
          <Link
            className="btn"
            to="/traces/$id"
            params={{ id: traceId }}
            search={{ span: spanId === "" ? undefined : spanId }}
          >
            <Icon name="traces" />
            Open trace
          </Link>
        )}
        {traceId !== "" && (
          <Link className="btn quiet" to="/logs" search={{ trace: traceId }}>
            Logs of this trace
          </Link>
        )}
        <CopyButton
          variant="button"
          word="Copy JSON"
          what="the record as JSON"
          text={JSON.stringify(record, undefined, 2)}
        />
        <span className="dim facts-line">
          {exactTimeNs(timeNs)} · {severityText === "" ? "no severity" : severityText} {severityNumber}
          {eventName !== "" && ` · ${eventName}`}
          {environment !== "" && ` · ${environment}`}
          {scope.name !== "" && ` · ${scope.name} ${scope.version}`}
        </span>
      </p>
      <div className="log-attributes">
        <AttributeTable groups={[{ name: "Record", attributes }]} onFilter={addFilter} />
        <AttributeTable groups={[{ name: "Resource", attributes: resource }]} onFilter={addFilter} />
      </div>
    </div>
  );
}
