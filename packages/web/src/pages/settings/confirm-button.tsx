// A button for what cannot be taken back: the first click asks, the second one does it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";

import type { Endpoint } from "../../data/client.ts";
import { toProblem } from "../../data/api-error.ts";
import { Status } from "../../ui/status.tsx";

export interface ConfirmButtonProps {
  /** The verb on the button. */
  readonly verb: string;
  /** What it is done to, for those who hear the page. */
  readonly name: string;
  /** @throws {ApiError} whose message replaces the button. */
  readonly act: () => Promise<unknown>;
  /** The endpoint whose answers are out of date afterwards. */
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
      className="btn quiet"
      aria-label={asked ? `${verb} ${name}, really` : `${verb} ${name}`}
      disabled={acting.isPending}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? acting.mutate() : setAsked(true))}
    >
      {asked ? "Really?" : verb}
    </button>
  );
}
