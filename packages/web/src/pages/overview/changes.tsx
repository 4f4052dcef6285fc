// What changed within the range: versions that were first seen, newest first.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { Icon } from "../../ui/icons.tsx";
import { Time } from "../../ui/time.tsx";
import type { Deploy } from "./deploys.ts";

/** `undefined` while it is not known yet. */
export function Changes({ deploys }: { readonly deploys: readonly Deploy[] | undefined }): JSX.Element {
  return (
    <section className="section">
      <header>
        <h2>What changed</h2>
        <span className="dim end">newest first</span>
      </header>
      {deploys?.length === 0 && <p className="dim quiet-line">No new versions in this range.</p>}
      <ol className="feed">
        {(deploys ?? []).slice(0, 6).map(({ service, version, since, effect, isFirst }) => (
          <li key={service}>
            <Time at={since} />
            <span className="ic accent">
              <Icon name="flag" />
            </span>
            <div>
              <p>
                {isFirst ? "First seen" : "Deploy"}{" "}
                <Link
                  className="link"
                  to="/traces"
                  search={{ service, filter: [`service.version=${version}`] }}
                >
                  {service} {version}
                </Link>
              </p>
              <p className="dim">{effect}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
