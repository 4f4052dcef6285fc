// The form of a new ticket: a template, with examples to begin with.
import { mistakeInTemplate, ticketPlaceholders } from "contract";
import type { JSX } from "react";

import { ui } from "../../ui/styles.ts";
import css from "./links.module.css";
import { Placeholders, TemplateMistake } from "./template-notes.tsx";

const examples: readonly (readonly [name: string, template: string])[] = [
  ["GitHub", "https://github.com/OWNER/REPOSITORY/issues/new?title={title}&body={body}"],
  ["GitLab", "https://gitlab.com/GROUP/PROJECT/-/issues/new?issue[title]={title}&issue[description]={body}"],
  [
    "Jira",
    "https://SITE.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=PROJECT&issuetype=TYPE&summary={title}&description={body}",
  ],
];

export function TicketFields({
  ticket,
  onChange,
}: {
  readonly ticket: string;
  readonly onChange: (ticket: string) => void;
}): JSX.Element {
  const mistake = ticket.trim() === "" ? undefined : mistakeInTemplate(ticket.trim(), ticketPlaceholders);
  return (
    <section className={ui.section["section"]} aria-label="Tickets">
      <header>
        <h2>Tickets</h2>
        <span className={ui.text["dim"]}>Create ticket on an error opens this form of your tracker</span>
      </header>
      <p className={ui.text["soft"]}>
        A template with <Placeholders names={ticketPlaceholders} />
      </p>
      <label className={css["wide"]}>
        <span>Form of a new ticket</span>
        <input
          aria-label="Form of a new ticket"
          value={ticket}
          maxLength={2000}
          placeholder="https://github.com/acme/shop/issues/new?title={title}&body={body}"
          aria-invalid={mistake !== undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      <TemplateMistake text={mistake} />
      <p className={css["examples"]}>
        <span className={ui.text["dim"]}>Begin with</span>
        {examples.map(([name, template]) => (
          <button key={name} type="button" className={ui.button["quiet"]} onClick={() => onChange(template)}>
            {name}
          </button>
        ))}
      </p>
    </section>
  );
}
