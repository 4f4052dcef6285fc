// A button for an action that cannot be undone: the first click asks, the second one acts.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";

import type { Endpoint } from "../data/client.ts";
import { toProblem } from "../data/api-error.ts";
import { Status } from "./status.tsx";
import { ui } from "./styles.ts";

export interface ConfirmButtonProps {
  /** The verb on the button. */
  readonly verb: string;
  /** What the action is for; part of the label for screen readers. */
  readonly name: string;
  /** @throws {ApiError} Its message is shown beside the button, which can be pressed again. */
  readonly act: () => Promise<unknown>;
  /** The endpoint to query again afterwards. */
  readonly changes: Endpoint;
}

export function ConfirmButton({ verb, name, act, changes }: ConfirmButtonProps): JSX.Element {
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const acting = useMutation({
    mutationFn: act,
    onSuccess: async () => client.invalidateQueries({ queryKey: [changes] }),
    onError: () => setAsked(false),
  });
  const press = (): void => {
    if (acting.isPending) return;
    if (asked) return acting.mutate();
    acting.reset();
    setAsked(true);
  };
  return (
    <>
      <button
        type="button"
        className={ui.button["quiet"]}
        aria-label={asked ? `Confirm: ${verb} ${name}` : `${verb} ${name}`}
        // a disabled button would lose the focus
        aria-disabled={acting.isPending}
        onBlur={() => setAsked(false)}
        onClick={press}
      >
        {asked ? "Confirm" : verb}
      </button>
      {acting.isError && (
        <span role="alert">
          <Status kind="error">{toProblem(acting.error).message}</Status>
        </span>
      )}
    </>
  );
}
