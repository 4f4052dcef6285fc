// The tables, and the columns of the one that is open.
import type { SqlSchema } from "contract";
import { useState, type JSX } from "react";

import { Icon } from "../../ui/icons.tsx";
import css from "./lists.module.css";
import { ui } from "../../ui/styles.ts";

export interface SchemaListProps {
  readonly schema: SqlSchema;
  readonly onPick: (text: string) => void;
}

export function SchemaList({ schema: { tables }, onPick }: SchemaListProps): JSX.Element {
  const [opened, setOpened] = useState<string | undefined>();
  return (
    <ul aria-label="Tables" className={css["tables"]}>
      {tables.map(({ name, description, columns }) => (
        <li key={name}>
          <button
            type="button"
            aria-expanded={opened === name}
            title={description}
            onClick={() => setOpened(opened === name ? undefined : name)}
          >
            <Icon name={opened === name ? "down" : "right"} />
            <span className={ui.text["mono"]}>{name}</span>
          </button>
          {opened === name && (
            <>
              <p className={ui.text["dim"]}>
                {description}{" "}
                <button
                  type="button"
                  className={ui.text["link"]}
                  onClick={() => onPick(`SELECT *\nFROM ${name}\nLIMIT 100`)}
                >
                  Show rows
                </button>
              </p>
              <dl>
                {columns.map((column) => (
                  <div key={column.name} title={`${column.type}\n${column.description}`}>
                    <dt className={ui.text["mono"]}>{column.name}</dt>
                    <dd className={ui.text["dim"]}>
                      {column.description === "" ? column.type : column.description}
                    </dd>
                  </div>
                ))}
              </dl>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
