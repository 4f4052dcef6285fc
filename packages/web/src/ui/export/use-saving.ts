// A file that is being made: its progress, and its end when the page changes.
import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import { toProblem } from "../../data/api-error.ts";
import { download } from "../download.ts";
import type { RowsFile } from "./save-rows.ts";

type State =
  | { readonly is: "idle" }
  | { readonly is: "failed"; readonly message: string }
  | { readonly is: "saving"; readonly rows: number }
  | { readonly is: "cut"; readonly rows: number };

export interface Saving {
  readonly state: State;
  /** Saves what `make` returns. Nothing is saved when it throws, or when the address changes before: that has other rows. */
  readonly save: (
    name: string,
    make: (signal: AbortSignal, onRows: (rows: number) => void) => Promise<RowsFile>,
  ) => void;
  readonly cancel: () => void;
}

const idle: State = { is: "idle" };

export function useSaving(): Saving {
  const address = useRouterState({ select: ({ location: { href } }) => href });
  const [state, setState] = useState<State>(idle);
  const running = useRef<AbortController>(null);
  const cancel = (): void => running.current?.abort();
  const [savedAt, setSavedAt] = useState(address);
  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => {
    if (savedAt !== address) running.current?.abort();
  }, [savedAt, address]);
  const save: Saving["save"] = (name, make) => {
    cancel();
    const own = new AbortController();
    running.current = own;
    setSavedAt(address);
    const show = (next: State): void => {
      if (running.current === own) setState(next);
    };
    show({ is: "saving", rows: 0 });
    void (async () => {
      try {
        const { file, rows, isCut } = await make(own.signal, (count) => show({ is: "saving", rows: count }));
        own.signal.throwIfAborted();
        download(file, name);
        show(isCut ? { is: "cut", rows } : idle);
      } catch (error) {
        show(own.signal.aborted ? idle : { is: "failed", message: toProblem(error).message });
      }
    })();
  };
  return { state, save, cancel };
}
