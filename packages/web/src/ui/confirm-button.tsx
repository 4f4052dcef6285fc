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
  /** @throws {ApiError} Its message replaces the button. */
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
  });
  if (acting.isError) return <Status kind="error">{toProblem(acting.error).message}</Status>;
  return (
    <button
      type="button"
      className={ui.button["quiet"]}
      aria-label={asked ? `Confirm: ${verb} ${name}` : `${verb} ${name}`}
      disabled={acting.isPending}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? acting.mutate() : setAsked(true))}
    >
      {asked ? "Confirm" : verb}
    </button>
  );
}
