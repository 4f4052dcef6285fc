// The head of a page: breadcrumb and title, one line of context, at most three quiet actions, and the notes on what the page shows.
import { useState, type JSX, type ReactNode } from "react";

import { unbrokenFigures } from "../lib/unbroken.ts";
import { FailedParts } from "./failed-parts.tsx";
import { Icon } from "./icons.tsx";
import { NotNarrowed } from "./not-narrowed.tsx";
import { PageNotes, type NoteTime } from "./notes/page-notes.tsx";
import { usePageNotes } from "./notes/use-notes.ts";
import css from "./page-head.module.css";
import { ui } from "./styles.ts";
import { useTitle } from "./use-title.ts";

export interface PageHeadProps {
  readonly title: string;
  /** After the title, lighter: a duration, a kind. */
  readonly suffix?: ReactNode;
  /** Links that lead up, before the title. */
  readonly crumbs?: ReactNode;
  readonly sub?: ReactNode;
  readonly actions?: ReactNode;
  /** The time of what the page shows, for notes; default: the range in the address. */
  readonly noteTime?: NoteTime;
}

/** Breadcrumb and `h1` on one base line. Also sets the title of the document. */
export function PageHead({ title, suffix, crumbs, sub, actions, noteTime }: PageHeadProps): JSX.Element {
  useTitle(title);
  const { about, notes, mayAdd } = usePageNotes();
  const [isWriting, setWriting] = useState(false);
  return (
    <>
      <div className={css["head"]}>
        <div className={css["crumb"]}>
          {crumbs !== undefined && (
            <nav aria-label="Breadcrumb">
              {crumbs}
              <i aria-hidden="true">/</i>
            </nav>
          )}
          <h1 title={title}>
            <bdi>{title}</bdi>
            {suffix !== undefined && <span> {suffix}</span>}
          </h1>
        </div>
        {sub !== undefined && (
          <div className={css["sub"]}>
            {typeof sub === "string" ? (
              <span className={css["text"]} title={sub}>
                {unbrokenFigures(sub)}
              </span>
            ) : (
              sub
            )}
          </div>
        )}
        {(actions !== undefined || mayAdd) && (
          <div className={css["actions"]}>
            {actions}
            {mayAdd && (
              <button
                type="button"
                className={ui.button["icon"]}
                aria-label="Add note"
                aria-keyshortcuts="a"
                aria-expanded={isWriting}
                title="Add note"
                onClick={() => setWriting(!isWriting)}
              >
                <Icon name="note" />
              </button>
            )}
          </div>
        )}
      </div>
      <FailedParts />
      <NotNarrowed />
      {about !== undefined && (
        <PageNotes
          key={`${about.kind}${about.subject}`}
          about={about}
          notes={notes}
          isWriting={isWriting && mayAdd}
          time={noteTime}
          onWritten={() => setWriting(false)}
        />
      )}
    </>
  );
}
