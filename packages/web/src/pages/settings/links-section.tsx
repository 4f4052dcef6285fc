// Links: where the source code of services is, and the form of a new ticket.
import type { LinksResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { LinksForm } from "./links-form.tsx";
import css from "./links.module.css";

export function LinksSection(): JSX.Element {
  const query = useApi("/api/links", {}, { refresh: "still" });
  return (
    <div className={css["section"]}>
      <QueryView query={query} skeleton={<SkeletonBlock height={220} />}>
        {(links) => (links.mayChange ? <LinksForm saved={links} /> : <SavedLinks links={links} />)}
      </QueryView>
    </div>
  );
}

function SavedLinks({ links: { repositories, ticket } }: { readonly links: LinksResult }): JSX.Element {
  return (
    <>
      <p className={ui.text["dim"]}>To change links, you need the scope admin.</p>
      <dl className={css["saved"]}>
        {repositories.map(({ service, url }) => (
          <div key={service}>
            <dt>{service === "" ? "All other services" : service}</dt>
            <dd className={ui.text["mono"]}>{url}</dd>
          </div>
        ))}
        <div>
          <dt>New ticket</dt>
          <dd className={ui.text["mono"]}>{ticket === "" ? "not set" : ticket}</dd>
        </div>
      </dl>
    </>
  );
}
