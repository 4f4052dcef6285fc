// Files of rules with mistakes, and whether rules of them are in use.
import type { RuleFileInfo } from "contract";
import type { JSX } from "react";

import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { TextWithCode } from "../../../ui/text-with-code.tsx";
import { Time } from "../../../ui/time.tsx";
import css from "./file-problems.module.css";

/** Nothing when all files are right. */
export function FileProblems({ files }: { readonly files: readonly RuleFileInfo[] }): JSX.Element | null {
  const wrong = files.filter(({ problems }) => problems.length > 0);
  if (wrong.length === 0) return null;
  return (
    <ul className={css["files"]} aria-label="Files with mistakes">
      {wrong.flatMap(({ path: file, rules, problems, brokenSince }) =>
        problems.map(({ path, message, fix, line }) => (
          <li key={`${file}${path}${message}`}>
            <Status kind="error">
              {file}
              {line !== undefined && `, line ${line}`}
            </Status>{" "}
            <span>
              {path !== "" && <code>{path}</code>} <TextWithCode text={message} />{" "}
              <span className={ui.text["dim"]}>
                <TextWithCode text={fix} />
              </span>
              {brokenSince !== null && (
                <span className={ui.text["dim"]}>
                  {" "}
                  Since <Time at={brokenSince} />;{" "}
                  {rules === 0 ? "none of its rules is in use." : "its last good rules stay in use."}
                </span>
              )}
            </span>
          </li>
        )),
      )}
    </ul>
  );
}
