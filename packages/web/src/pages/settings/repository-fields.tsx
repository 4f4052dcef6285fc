// Where the source code of services is: a row a repository.
import { type LinksResult, mistakeInRepository, sourcePlaceholders } from "contract";
import type { JSX } from "react";

import { Icon } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./links.module.css";
import { Placeholders, TemplateMistake } from "./template-notes.tsx";

type Repositories = LinksResult["repositories"];
type Repository = Repositories[number];

export function RepositoryFields({
  repositories,
  onChange,
}: {
  readonly repositories: Repositories;
  readonly onChange: (repositories: Repositories) => void;
}): JSX.Element {
  return (
    <section className={ui.section["section"]} aria-label="Source code">
      <header>
        <h2>Source code</h2>
        <span className={ui.text["dim"]}>frames and versions of errors lead there</span>
      </header>
      <p className={ui.text["soft"]}>
        Services that send <code>vcs.repository.url.full</code> and <code>vcs.ref.head.revision</code> need no
        entry on github.com, gitlab.com and bitbucket.org. Other entries are templates with{" "}
        <Placeholders names={sourcePlaceholders} />
      </p>
      {repositories.map((repository, at) => (
        <Row
          // oxlint-disable-next-line react/no-array-index-key
          key={at}
          number={at + 1}
          repository={repository}
          onChange={(part) => onChange(repositories.with(at, { ...repository, ...part }))}
          onRemove={() => onChange(repositories.toSpliced(at, 1))}
        />
      ))}
      <button
        type="button"
        className={ui.button["button"]}
        onClick={() => onChange([...repositories, { service: "", url: "", root: "" }])}
      >
        <Icon name="plus" />
        Add repository
      </button>
    </section>
  );
}

function Row({
  number,
  repository: { service, url, root },
  onChange,
  onRemove,
}: {
  readonly number: number;
  readonly repository: Repository;
  readonly onChange: (part: Partial<Repository>) => void;
  readonly onRemove: () => void;
}): JSX.Element {
  const mistake = url === "" ? undefined : mistakeInRepository(url.trim());
  return (
    <fieldset className={css["repository"]}>
      <legend className={ui.text["sr"]}>Repository {number}</legend>
      <label>
        <span>Service</span>
        <input
          aria-label="Service"
          value={service}
          maxLength={200}
          placeholder="all other services"
          onChange={(event) => onChange({ service: event.target.value })}
        />
      </label>
      <label>
        <span>Repository or template</span>
        <input
          aria-label="Repository or template"
          required
          value={url}
          maxLength={2000}
          placeholder="https://github.com/acme/payment"
          aria-invalid={mistake !== undefined}
          onChange={(event) => onChange({ url: event.target.value })}
        />
      </label>
      <label title="Folder of the repository where the service runs, for absolute paths in stacks">
        <span>Folder in stacks</span>
        <input
          aria-label="Folder in stacks"
          value={root}
          maxLength={1000}
          placeholder="/app"
          onChange={(event) => onChange({ root: event.target.value })}
        />
      </label>
      <button
        type="button"
        className={ui.button["icon"]}
        aria-label={`Remove repository ${number}`}
        title="Remove"
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
      <TemplateMistake text={mistake} />
    </fieldset>
  );
}
