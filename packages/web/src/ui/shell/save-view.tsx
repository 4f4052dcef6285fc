// Saves the open page, with its range, filters and choices, under a name.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useState, type FormEvent, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import { createView } from "../../data/views.ts";
import { useAddressPath } from "../../state/address.ts";
import { Status } from "../status.tsx";
import { ui } from "../styles.ts";
import css from "./views-menu.module.css";

/** `what`: the name of what is open, such as `funnel`. */
export function SaveView({ what = "view" }: { readonly what?: string }): JSX.Element {
  const { searchStr } = useLocation();
  const path = useAddressPath();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: async () => createView({ name, path, search: searchStr, shared }),
    onSuccess: async () => {
      setName("");
      await client.invalidateQueries({ queryKey: ["/api/views"] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== "") save.mutate();
  };
  return (
    <form className={css["save"]} onSubmit={submit}>
      <span className={ui.field["field"]}>
        <input
          aria-label={`Name of the ${what}`}
          placeholder={`Name of this ${what}`}
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </span>
      <label>
        <input
          type="checkbox"
          aria-label="Shared"
          checked={shared}
          onChange={(event) => setShared(event.target.checked)}
        />
        Shared
      </label>
      <button type="submit" className={ui.button["primary"]} disabled={name.trim() === "" || save.isPending}>
        Save {what}
      </button>
      {save.isError && <Status kind="error">{toProblem(save.error).message}</Status>}
    </form>
  );
}
