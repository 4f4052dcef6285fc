// What the overview cannot know, a line each: what, since when and why, and the page that has more. Nothing while all is known.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { type NotKnown, unknownTypes } from "../../lib/unknown-words.ts";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { TextWithCode } from "../../ui/text-with-code.tsx";
import { useNotKnown } from "../../ui/use-not-known.ts";
import css from "./unknown.module.css";

const links: Readonly<Record<NotKnown["key"], JSX.Element>> = {
  alerts: (
    <Link className={ui.text["link"]} to="/alerts">
      Show alerts
    </Link>
  ),
  rules: (
    <Link className={ui.text["link"]} to="/alerts/rules" search={{ problem: "true" }}>
      Show rules
    </Link>
  ),
  transactions: (
    <Link className={ui.text["link"]} to="/transactions">
      Show transactions
    </Link>
  ),
  anomalies: (
    <Link className={ui.text["link"]} to="/alerts/anomalies">
      Show anomalies
    </Link>
  ),
  bottlenecks: (
    <Link className={ui.text["link"]} to="/bottlenecks">
      Show bottlenecks
    </Link>
  ),
  history: (
    <Link className={ui.text["link"]} to="/bottlenecks">
      Show bottlenecks
    </Link>
  ),
};

export interface UnknownProps {
  /** How many types of transactions were not looked at. */
  readonly leftOutTypes: number;
}

export function Unknown({ leftOutTypes }: UnknownProps): JSX.Element | null {
  const { notKnown } = useNotKnown();
  const types = unknownTypes(leftOutTypes);
  const items = types === undefined ? notKnown : [...notKnown, types];
  if (items.length === 0) return null;
  return (
    <section aria-label="Unknown">
      <ul className={css["unknown"]}>
        {items.map(({ key, title, text }) => (
          <li key={key}>
            <StatusMark kind="unknown" />
            <b>{title}</b>
            <span>
              <TextWithCode text={text} />
            </span>
            {links[key]}
          </li>
        ))}
      </ul>
    </section>
  );
}
