// One file: how far it is, its format, what was stored and where to look at it, and the rows that were not.
import { Link } from "@tanstack/react-router";
import type { ImportResult } from "contract";
import type { JSX } from "react";

import { formatBytes, formatCount } from "../../lib/format.ts";
import { cancelImport, type FileImport } from "../../state/imports.ts";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { TextWithCode } from "../../ui/text-with-code.tsx";
import css from "./import.module.css";
import { RejectedTable } from "./rejected-table.tsx";
import { rangeOf, stateWord, storedParts } from "./words.ts";

const kinds: Readonly<Record<FileImport["state"], StatusKind>> = {
  waiting: "off",
  running: "info",
  done: "ok",
  failed: "error",
  cancelled: "off",
};

export function FileItem({ item }: { readonly item: FileImport }): JSX.Element {
  const { name, state, result, problem } = item;
  return (
    <li className={css["file"]} aria-label={name}>
      <Head item={item} />
      {state === "running" && <Progress item={item} />}
      {problem !== undefined && (
        <p className={css["problem"]} role="alert">
          <TextWithCode text={`${problem.message} ${problem.fix}`} />
        </p>
      )}
      {result !== undefined && <Result result={result} isOpen={isOpen(item)} />}
    </li>
  );
}

function isOpen({ state }: FileImport): boolean {
  return state === "waiting" || state === "running";
}

function Head({ item }: { readonly item: FileImport }): JSX.Element {
  const { id, name, size, state, result } = item;
  const kind = state === "done" && (result?.rejected ?? 0) > 0 ? "warn" : kinds[state];
  return (
    <div className={css["head"]}>
      <b className={ui.text["ellip"]} title={name}>
        {name}
      </b>
      <span className={ui.text["dim"]}>{formatBytes(size)}</span>
      {result?.format != null && <span className={css["format"]}>{result.format}</span>}
      <span className={css["state"]} role="status">
        <Status kind={kind}>{stateWord(item)}</Status>
      </span>
      {isOpen(item) && (
        <button
          type="button"
          className={ui.button["button"]}
          aria-label={`Cancel ${name}`}
          onClick={() => cancelImport(id)}
        >
          Cancel
        </button>
      )}
    </div>
  );
}

interface ResultProps {
  readonly result: ImportResult;
  readonly isOpen: boolean;
}

function Result({ result, isOpen: mayGrow }: ResultProps): JSX.Element {
  return (
    <>
      <Stored result={result} isOpen={mayGrow} />
      {result.notes.length > 0 && (
        <ul className={css["notes"]}>
          {result.notes.map((note) => (
            <li key={note}>
              <TextWithCode text={note} />
            </li>
          ))}
        </ul>
      )}
      {result.rejected > 0 && <RejectedTable result={result} />}
    </>
  );
}

/** Bytes that the console has read, of those of the file. */
function Progress({ item: { name, size, result } }: { readonly item: FileImport }): JSX.Element {
  const bytes = result?.bytes ?? 0;
  return (
    <div className={css["progress"]}>
      <progress aria-label={`Progress of ${name}`} max={Math.max(size, 1)} value={bytes} />
      <span className={ui.text["dim"]}>
        {formatBytes(bytes)} of {formatBytes(size)}
      </span>
    </div>
  );
}

function Stored({ result, isOpen: mayGrow }: ResultProps): JSX.Element | null {
  const parts = storedParts(result);
  const range = rangeOf(result);
  if (parts.length === 0) return mayGrow ? null : <p className={ui.text["dim"]}>Nothing stored.</p>;
  return (
    <p className={css["stored"]}>
      {parts.map(({ to, count, noun }) => (
        <span key={to}>
          {formatCount(count)} {noun}
          {!mayGrow && range !== undefined && (
            <Link
              to={to}
              search={{ ...range, env: undefined, service: undefined, filter: undefined }}
              className={ui.text["link"]}
            >
              Open {to.slice(1)}
            </Link>
          )}
        </span>
      ))}
      {result.duplicates > 0 && (
        <span className={ui.text["dim"]}>of these, {formatCount(result.duplicates)} stored before</span>
      )}
    </p>
  );
}
