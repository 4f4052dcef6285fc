// Changes the links. The form says at once what is wrong with a template, and the console checks all of it when it is saved.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { LinksResult } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../data/api-error.ts";
import type { Endpoint } from "../../data/client.ts";
import { saveLinks } from "../../data/links.ts";
import { LeaveQuestion } from "../../ui/leave-question.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./links.module.css";
import { RepositoryFields } from "./repository-fields.tsx";
import { TicketFields } from "./ticket-fields.tsx";

export function LinksForm({ saved }: { readonly saved: LinksResult }): JSX.Element {
  // The version that editing started with: saving must not overwrite what others save meanwhile.
  const [version, setVersion] = useState(saved.version);
  const [repositories, setRepositories] = useState(saved.repositories);
  const [ticket, setTicket] = useState(saved.ticket);
  const draft = { repositories, ticket };
  const [kept, setKept] = useState(draft);
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: async (links: typeof draft) => saveLinks(version, links),
    onSuccess: (links, sent) => {
      setVersion(links.version);
      setKept(sent);
    },
    // After a conflict, too: the form names the version that others saved.
    onSettled: async () => client.invalidateQueries({ queryKey: ["/api/links" satisfies Endpoint] }),
  });
  const problem = saving.isError ? toProblem(saving.error) : undefined;
  return (
    <form
      className={css["form"]}
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(draft);
      }}
    >
      <LeaveQuestion name="the links" draft={draft} saved={kept} />
      <RepositoryFields
        repositories={repositories}
        onChange={(changed) => {
          saving.reset();
          setRepositories(changed);
        }}
      />
      <TicketFields
        ticket={ticket}
        onChange={(changed) => {
          saving.reset();
          setTicket(changed);
        }}
      />
      <p className={css["actions"]}>
        <button type="submit" className={ui.button["primary"]} disabled={saving.isPending}>
          {saving.isPending ? "Saving" : "Save"}
        </button>
        {problem?.status === 412 && (
          <button
            type="button"
            className={ui.button["button"]}
            onClick={() => {
              setVersion(saved.version);
              saving.reset();
            }}
          >
            Save over version {saved.version}
          </button>
        )}
        <span role="status">
          {saving.isSuccess && <Status kind="ok">Saved</Status>}
          {problem !== undefined && (
            <Status kind="error" className={css["mistake"]}>{`${problem.message} ${problem.fix}`}</Status>
          )}
        </span>
      </p>
    </form>
  );
}
