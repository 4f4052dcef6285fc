// The panel beside the graph: a head with a name and a close button, four figures, and content.
import type { JSX, ReactNode } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./panel.module.css";

export interface PanelProps {
  readonly label: string;
  readonly kind: ReactNode;
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: ReactNode; readonly title?: string }[];
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Panel({ label, kind, title, facts, onClose, children }: PanelProps): JSX.Element {
  return (
    <aside className={css["panel"]} aria-label={label}>
      <header>
        <p className={ui.text["dim"]}>{kind}</p>
        <button
          type="button"
          className={classes(ui.button["icon"], css["close"])}
          aria-label="Close"
          title="Close (esc)"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
        <h2>{title}</h2>
      </header>
      <dl className={css["facts"]}>
        {facts.map((fact) => (
          <div key={fact.label}>
            <dt>{fact.label}</dt>
            <dd title={fact.title}>{fact.value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </aside>
  );
}
