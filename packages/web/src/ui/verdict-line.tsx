// The verdict of a page's subject, above its figures, with what it was judged without.
import type { JSX } from "react";

import { useFailedParts } from "../data/failed-parts.ts";
import type { Verdict } from "../lib/verdict.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";
import css from "./verdict-line.module.css";

export function VerdictLine({ verdict: { kind, word } }: { readonly verdict: Verdict }): JSX.Element {
  return (
    <p className={css["line"]} role="status" aria-label="Verdict">
      <Status kind={kind} className={css["status"]}>
        {word}
      </Status>
      <JudgedWithout />
    </p>
  );
}

const list = new Intl.ListFormat("en");

/** Parts of the page that verdicts are made of, as `ApiOptions.part` names them. */
const judging: ReadonlySet<string> = new Set([
  "late data",
  "figures of complete time",
  "earlier days",
  "open alerts",
  "new errors",
  "rules and earlier days of transactions",
  "verdicts of services",
]);

/** Which parts could not be read; nothing when all were. */
export function JudgedWithout(): JSX.Element | null {
  const { failed } = useFailedParts();
  const missing = failed.flatMap(({ names }) => names).filter((name) => judging.has(name));
  if (missing.length === 0) return null;
  return <span className={ui.text["dim"]}> · judged without {list.format(missing)}</span>;
}
