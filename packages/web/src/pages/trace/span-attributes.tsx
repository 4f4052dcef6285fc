// The attributes of a span in three groups, with a filter. Each value links to the traces that have it, too.
import { useNavigate } from "@tanstack/react-router";
import type { Attributes, Span } from "contract";
import { useMemo, useState, type JSX } from "react";

import { AttributeTable } from "../../ui/attribute-table.tsx";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { groupAttributes } from "./attribute-groups.ts";
import css from "./span-panel.module.css";
import { ui } from "../../ui/styles.ts";

export interface SpanAttributesProps {
  readonly span: Span;
  readonly resource: Attributes;
}

export function SpanAttributes({ span, resource }: SpanAttributesProps): JSX.Element {
  const [filter, setFilter] = useState("");
  const navigate = useNavigate();
  const groups = useMemo(() => groupAttributes(span.attributes, resource, filter), [span, resource, filter]);
  const showTraces = (condition: string): void =>
    void navigate({ to: "/traces", search: { filter: [condition] } });
  return (
    <>
      <label className={classes(ui.field["field"], css["filter"])}>
        <Icon name="search" />
        <input
          placeholder="Filter attributes"
          aria-label="Filter attributes"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </label>
      <AttributeTable groups={groups} onFilter={showTraces} />
      {groups.length === 0 && (
        <p className={classes(ui.text["dim"], css["none"])}>
          {filter === "" ? "This span has no attributes." : `No attributes match “${filter}”.`}
        </p>
      )}
      {span.droppedAttributesCount > 0 && (
        <p className={classes(ui.text["dim"], css["none"])}>
          {span.droppedAttributesCount} more were dropped by the sender.
        </p>
      )}
    </>
  );
}
