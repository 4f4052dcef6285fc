// The things of the catalog, a row each. A row links to its thing.
import { Link } from "@tanstack/react-router";
import type { CatalogThing } from "contract";
import type { JSX } from "react";

import { formatCount, formatRate } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import type { MoreRows } from "../../ui/list/more-rows.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { stateMarks, stateTitles } from "./kinds.ts";
import css from "./things-table.module.css";

export const thingsClass = css["things"];

const storedRateHint = "What is stored of it a second. Of sampled spans there were more.";

export const thingColumns: readonly Column<CatalogThing>[] = [
  {
    label: "Name",
    hasLink: true,
    cell: (thing) => <Name thing={thing} />,
    csv: {
      Name: ({ name }) => name,
      Kind: ({ kind }) => kind,
      Unit: ({ unit }) => unit,
      Description: ({ description }) => description,
      Catalog: ({ catalog }) => catalog,
    },
  },
  {
    label: "State",
    className: css["state"],
    cell: ({ state }) => (
      <Status kind={stateMarks[state]} title={stateTitles[state]}>
        {state}
      </Status>
    ),
    csv: ({ state }) => state,
  },
  {
    label: "Owner",
    hide: "narrow",
    className: css["owner"],
    cellClass: ui.text["soft"],
    title: ({ owner }) => owner,
    cell: ({ owner }) => (owner === "" ? none : owner),
    csv: ({ owner }) => owner,
  },
  {
    label: "Stored rate",
    hint: storedRateHint,
    isFigure: true,
    hide: "phone",
    className: css["figure"],
    title: ({ count }) => `${formatCount(count)} stored in this range`,
    cell: ({ perSecond }) => (perSecond === null ? none : formatRate(perSecond)),
    csv: {
      "Stored count": ({ count }) => count,
      "Stored rate (1/s)": ({ perSecond }) => perSecond,
    },
  },
  {
    label: "Cardinality",
    isFigure: true,
    hide: "narrow",
    className: css["figure"],
    title: cardinalityTitle,
    cell: ({ cardinality }) => (cardinality === null ? none : formatCount(cardinality)),
    csv: ({ cardinality }) => cardinality,
  },
  {
    label: "Used by",
    isFigure: true,
    hide: "narrow",
    className: css["uses"],
    title: ({ usedBy }) => usedBy.map(({ kind, name }) => `${kind} ${name}`).join("\n"),
    cell: ({ usedBy }) => (usedBy.length === 0 ? none : usedBy.length),
    csv: ({ usedBy }) => usedBy.map(({ kind, name }) => `${kind} ${name}`).join(", "),
  },
  {
    label: "Findings",
    isFigure: true,
    hide: "phone",
    className: css["uses"],
    cellClass: ({ findings }) => (findings > 0 ? ui.text["strong"] : undefined),
    cell: ({ findings }) => (findings === 0 ? none : formatCount(findings)),
    csv: ({ findings }) => findings,
  },
  {
    label: "Last seen",
    isFigure: true,
    hide: "phone",
    className: css["seen"],
    cellClass: ui.text["dim"],
    cell: ({ lastNs }) => (lastNs === null ? none : <Time ns={lastNs} />),
    csv: ({ lastNs }) => lastNs && exactTimeNs(lastNs),
  },
];

export function ThingsTable({
  things,
  more,
}: {
  readonly things: readonly CatalogThing[];
  readonly more: MoreRows<CatalogThing>;
}): JSX.Element {
  return (
    <List
      label="Catalog"
      className={thingsClass}
      columns={thingColumns}
      rows={things}
      keyOf={({ kind, name }) => `${kind} ${name}`}
      more={more}
      rowHeight={48}
    />
  );
}

function cardinalityTitle({ kind, cardinalityClass }: CatalogThing): string {
  if (kind === "metric") return "Series";
  return cardinalityClass === "" ? "Different values" : `Different values; declared: ${cardinalityClass}`;
}

/** Descriptions of the semantic conventions are Markdown. */
const withoutLinks = (description: string): string =>
  description.replaceAll(/\[([^\][]*)\]\([^()]*\)/g, "$1");

/** Name with its kind; below it the description and the source. */
function Name({ thing }: { readonly thing: CatalogThing }): JSX.Element {
  const { kind, name, form, unit, description, catalog, source } = thing;
  const details = [form, unit].filter((text) => text !== "").join(" · ");
  return (
    <>
      <span className={css["line"]}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"], css["name"])}
          to="/catalog/$kind/$name"
          params={{ kind, name }}
          title={name}
        >
          {name}
        </Link>
        <span className={css["kind"]}>{kind}</span>
        {details !== "" && <span className={classes(ui.text["dim"], ui.screen["hidePhone"])}>{details}</span>}
      </span>
      <span className={css["line"]}>
        <span className={classes(ui.text["soft"], ui.text["ellip"])} title={description}>
          {description === "" ? (catalog === "" ? "not declared" : catalog) : withoutLinks(description)}
        </span>
        {source !== "" && (
          <span className={classes(ui.text["dim"], ui.text["mono"], ui.screen["hideNarrow"], css["source"])}>
            {source}
          </span>
        )}
      </span>
    </>
  );
}
