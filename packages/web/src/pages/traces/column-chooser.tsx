// Chooses the columns of the list: check boxes for those that every trace has, and any attribute.
import { useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { Picker } from "../../ui/picker.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./column-chooser.module.css";
import { builtInColumns, defaultColumns, isBuiltIn } from "./columns.tsx";
import type { ColumnChoice } from "./use-columns.ts";

/** As many as the console returns. */
const mostAttributes = 6;

export function ColumnChooser({ ids, choose }: ColumnChoice): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={ui.button["quiet"]}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        Columns
        <Icon name="down" className={ui.picker["chevron"]} />
      </button>
      {isOpen && <Choices ids={ids} choose={choose} />}
    </>
  );
}

function Choices({ ids, choose }: ColumnChoice): JSX.Element {
  const { rangeQuery } = useScope();
  const known = useApi(
    "/api/attributes",
    { query: { ...rangeQuery, limit: 500 } },
    { refresh: "still", part: "attributes to choose from" },
  );
  const attributes = ids.filter((id) => !isBuiltIn(id));
  const keys = (known.data?.keys ?? []).map(({ key }) => key).filter((key) => !ids.includes(key));
  return (
    <fieldset className={css["choices"]}>
      <legend className={ui.text["sr"]}>Columns</legend>
      {builtInColumns.map(({ id, label }) => (
        <label key={id} htmlFor={`column-${id}`}>
          <input
            id={`column-${id}`}
            type="checkbox"
            aria-label={label}
            checked={ids.includes(id)}
            disabled={ids.length === 1 && ids.includes(id)}
            onChange={() => choose(toggled(ids, id))}
          />
          {label}
        </label>
      ))}
      {attributes.map((key) => (
        <span key={key} className={classes(ui.chip["chip"], css["attribute"])}>
          <b className={ui.text["mono"]}>{key}</b>
          <button
            type="button"
            aria-label={`Remove ${key}`}
            onClick={() => choose(ids.filter((id) => id !== key))}
          >
            <Icon name="close" />
          </button>
        </span>
      ))}
      {attributes.length < mostAttributes && (
        <Picker
          boxed
          label="Add attribute"
          all="Add attribute"
          value={undefined}
          options={keys}
          onPick={(key) => {
            if (key !== undefined) choose(withAttribute(ids, key));
          }}
        />
      )}
      {ids.join() !== defaultColumns.join() && (
        <button type="button" className={ui.text["link"]} onClick={() => choose(undefined)}>
          Reset
        </button>
      )}
    </fieldset>
  );
}

/** `ids` without `id`, or with it in the order in which columns are offered. */
function toggled(ids: readonly string[], id: string): readonly string[] {
  if (ids.includes(id)) return ids.filter((other) => other !== id);
  const offered = builtInColumns.map((column) => column.id);
  const after = ids.findIndex((other) => offered.indexOf(other) > offered.indexOf(id));
  return after === -1 ? [...ids, id] : [...ids.slice(0, after), id, ...ids.slice(after)];
}

/** Before the figures, where there is room for text. */
function withAttribute(ids: readonly string[], key: string): readonly string[] {
  const at = ids.indexOf("duration");
  return at === -1 ? [...ids, key] : [...ids.slice(0, at), key, ...ids.slice(at)];
}
