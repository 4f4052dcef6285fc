// The deploys of the range, newest first: reported ones, and versions as they were first seen.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";
import { isWebAddress } from "../../lib/web-address.ts";
import css from "./now.module.css";

export function Changes({
  deploys,
  isKnown,
  isLost,
}: {
  /** None while they load. */
  readonly deploys: readonly JudgedDeploy[];
  readonly isKnown: boolean;
  /** They could not be loaded: the head of the page says why. */
  readonly isLost: boolean;
}): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>What changed</h2>
        <span className={classes(ui.text["dim"], ui.section["end"])}>newest first</span>
      </header>
      {!isKnown && isLost && (
        <p className={classes(ui.text["dim"], css["empty"])}>Which versions are new is not known.</p>
      )}
      {!isKnown && !isLost && (
        <div aria-busy="true">
          <SkeletonBlock height={40} />
        </div>
      )}
      {isKnown && deploys.length === 0 && (
        <p className={classes(ui.text["dim"], css["empty"])}>No new versions in this range.</p>
      )}
      <ol className={css["feed"]}>
        {deploys.slice(0, 6).map(({ service, version, environment, since, effect, isFirst, link, note }) => (
          <li key={`${service}\n${version}\n${environment}`}>
            <Time at={since} />
            <span className={classes(css["icon"], css["accent"])}>
              <Icon name="flag" />
            </span>
            <div>
              <p>
                {isFirst ? "First seen" : "Deploy"}{" "}
                <Link className={ui.text["link"]} to="/services/$name" params={{ name: service }}>
                  {service} {version}
                </Link>
              </p>
              <p className={classes(ui.text["dim"], css["effect"])}>{effect}</p>
              {(note !== "" || isWebAddress(link)) && (
                <p className={classes(ui.text["dim"], css["effect"])}>
                  {note}{" "}
                  {isWebAddress(link) && (
                    <a href={link} target="_blank" rel="noreferrer">
                      {link.replace(/^https?:\/\//, "")}
                    </a>
                  )}
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
