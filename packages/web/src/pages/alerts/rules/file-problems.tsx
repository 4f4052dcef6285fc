// Files of rules with mistakes: their last good content stays in use.
import type { RuleFileInfo } from "contract";
import type { JSX } from "react";

import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./file-problems.module.css";

/** Nothing when all files are right. */
export function FileProblems({ files }: { readonly files: readonly RuleFileInfo[] }): JSX.Element | null {
  const wrong = files.filter(({ problems }) => problems.length > 0);
  if (wrong.length === 0) return null;
  return (
    <ul className={css["files"]} aria-label="Files with mistakes">
      {wrong.flatMap(({ path: file, problems }) =>
        problems.map(({ path, message, fix }) => (
          <li key={`${file}${path}${message}`}>
            <Status kind="error">{file}</Status>{" "}
            <span>
              <code>{path}</code> {message} <span className={ui.text["dim"]}>{fix}</span>
            </span>
          </li>
        )),
      )}
    </ul>
  );
}
