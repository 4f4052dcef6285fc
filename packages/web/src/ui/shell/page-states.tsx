// The content of `main` while a page's code loads, after it failed, and at an unknown address.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { PageHead } from "../page-head.tsx";
import css from "../page-head.module.css";
import { ProblemState } from "../problem-state.tsx";
import { ui } from "../styles.ts";

/** An empty head, so that the layout does not jump. */
export function PagePending(): JSX.Element {
  return (
    <div className={css["head"]} aria-busy="true">
      <span className={ui.text["sr"]} role="status">
        Loading
      </span>
    </div>
  );
}

/** A page that threw; the frame around it keeps working. */
export function PageError({
  error,
  reset,
}: {
  readonly error: unknown;
  readonly reset: () => void;
}): JSX.Element {
  return (
    <>
      <PageHead title="This page failed" />
      <ProblemState problem={toProblem(error)} onRetry={reset} />
    </>
  );
}

/** An address without a page. */
export function UnknownPage(): JSX.Element {
  return (
    <>
      <PageHead title="Page not found" />
      <div className={ui.state["state"]}>
        <b>There is no page at this address</b>
        <p>The link may be outdated or incomplete.</p>
        <p className={ui.state["actions"]}>
          <Link to="/" className={ui.button["button"]}>
            Overview
          </Link>
        </p>
      </div>
    </>
  );
}
