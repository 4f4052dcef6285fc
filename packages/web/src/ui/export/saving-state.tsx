// Beside the menu: how far a file is, and why there is none.
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { Status } from "../status.tsx";
import { ui } from "../styles.ts";
import type { Saving } from "./use-saving.ts";

export function SavingState({ state, cancel }: Pick<Saving, "state" | "cancel">): JSX.Element | undefined {
  switch (state.is) {
    case "idle":
      return undefined;
    case "saving":
      return (
        <>
          <span className={ui.text["dim"]} role="status">
            {state.rows === 0 ? "Saving" : `Saving, ${formatCount(state.rows)} rows`}
          </span>
          <button type="button" className={ui.button["quiet"]} onClick={cancel}>
            Cancel
          </button>
        </>
      );
    case "failed":
      return (
        <span role="alert">
          <Status kind="error">not saved</Status> <span className={ui.text["dim"]}>{state.message}</span>
        </span>
      );
    case "cut":
      return (
        <span className={ui.text["dim"]} role="status">
          The file has the first {formatCount(state.rows)} rows.
        </span>
      );
  }
}
