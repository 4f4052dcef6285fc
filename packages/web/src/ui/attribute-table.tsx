// Attributes as rows; copy and filter appear on hover and on focus.
import type { Attributes } from "contract";
import { useState, type JSX, type ReactNode } from "react";

import { valueText } from "../lib/value-text.ts";
import { attributeFilter } from "./attribute-filter.ts";
import css from "./attribute-table.module.css";
import { CatalogLink } from "./catalog-link.tsx";
import { classes } from "./classes.ts";
import { CopyButton } from "./copy-button.tsx";
import { Icon } from "./icons.tsx";
import { ui } from "./styles.ts";

export interface AttributeTableProps {
  readonly groups: readonly { readonly name: string; readonly attributes: Attributes }[];
  /** Adds a condition such as `user.tier=gold` to the filter bar. */
  readonly onFilter?: ((condition: string) => void) | undefined;
}

const long = 60;

/** Groups without attributes are left out. */
export function AttributeTable({ groups, onFilter }: AttributeTableProps): ReactNode {
  return groups
    .filter(({ attributes }) => Object.keys(attributes).length > 0)
    .map(({ name, attributes }) => (
      <div key={name} className={css["attributes"]} role="group" aria-label={name || "Attributes"}>
        {name !== "" && <p className={css["group"]}>{name}</p>}
        <dl>
          {Object.entries(attributes).map(([key, value]) => (
            <Row key={key} name={key} text={valueText(value)} onFilter={onFilter} />
          ))}
        </dl>
      </div>
    ));
}

function Row({
  name,
  text,
  onFilter,
}: {
  readonly name: string;
  readonly text: string;
  readonly onFilter: AttributeTableProps["onFilter"];
}): JSX.Element {
  const [whole, setWhole] = useState(false);
  const bad = /^(error|exception)\b/.test(name) && text !== "false" && text !== "";
  const redacted = text.startsWith("[redacted");
  const condition = attributeFilter(name, text);
  return (
    <div className={classes(css["row"], bad && css["bad"])}>
      <dt className={ui.text["ellip"]} title={name}>
        {name}
      </dt>
      <dd>
        {text.length > long || text.includes("\n") ? (
          <button
            type="button"
            className={whole ? css["whole"] : classes(ui.text["ellip"], css["value"])}
            title={whole ? "Collapse" : "Show all"}
            onClick={() => setWhole(!whole)}
          >
            {text}
          </button>
        ) : (
          <span className={classes(ui.text["ellip"], css["value"], redacted && css["redacted"])} title={text}>
            {text === "" ? "–" : text}
          </span>
        )}
        <span className={css["actions"]}>
          <CopyButton text={text} what={name} />
          <CatalogLink kind="attribute" name={name} inRow />
          {onFilter !== undefined && condition !== undefined && (
            <button
              type="button"
              title="Filter by this"
              aria-label={`Filter by ${name}`}
              onClick={() => onFilter(condition)}
            >
              <Icon name="filter" />
            </button>
          )}
        </span>
      </dd>
    </div>
  );
}
