// The head of a page: breadcrumb and title, one line of context, at most three quiet actions.
import type { JSX, ReactNode } from "react";

import css from "./page-head.module.css";
import { useTitle } from "./use-title.ts";

export interface PageHeadProps {
  readonly title: string;
  /** After the title, lighter: a duration, a kind. */
  readonly suffix?: ReactNode;
  /** Links that lead up, before the title. */
  readonly crumbs?: ReactNode;
  readonly sub?: ReactNode;
  readonly actions?: ReactNode;
}

/** Breadcrumb and `h1` on one base line. Also sets the title of the document. */
export function PageHead({ title, suffix, crumbs, sub, actions }: PageHeadProps): JSX.Element {
  useTitle(title);
  return (
    <div className={css["head"]}>
      <div className={css["crumb"]}>
        {crumbs !== undefined && (
          <nav aria-label="Breadcrumb">
            {crumbs}
            <i aria-hidden="true">/</i>
          </nav>
        )}
        <h1>
          <bdi>{title}</bdi>
          {suffix !== undefined && <span> {suffix}</span>}
        </h1>
      </div>
      {sub !== undefined && <div className={css["sub"]}>{sub}</div>}
      {actions !== undefined && <div className={css["actions"]}>{actions}</div>}
    </div>
  );
}
