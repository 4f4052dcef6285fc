// The things of the catalog, a row each. A row links to its thing.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { CatalogThing } from "contract";
import type { JSX } from "react";

import { formatCount, formatRate } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { stateMarks, stateTitles } from "./kinds.ts";
import css from "./things-table.module.css";

export const skeletonClass = css["things"];
const num = ui.table["num"];

/** The columns of the skeleton, as wide as those of the table. */
export const columns = [
  ["Name", undefined],
  ["State", css["state"]],
  ["Owner", classes(css["owner"], ui.screen["hideNarrow"])],
  ["Rate", classes(num, css["figure"], ui.screen["hidePhone"])],
  ["Cardinality", classes(num, css["figure"], ui.screen["hideNarrow"])],
  ["Used by", classes(num, css["uses"], ui.screen["hideNarrow"])],
  ["Findings", classes(num, css["uses"], ui.screen["hidePhone"])],
  ["Last seen", classes(num, css["seen"], ui.screen["hidePhone"])],
] as const;

export interface ThingsTableProps {
  readonly things: readonly CatalogThing[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function ThingsTable({ things, ...more }: ThingsTableProps): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Catalog" className={classes(ui.table["table"], css["things"])}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(([name, className]) => (
              <Table.Th key={name} className={className}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <VirtualRows rows={things} rowHeight={48} keyOf={({ kind, name }) => `${kind} ${name}`} {...more}>
          {(thing, index, measure) => (
            <Row key={`${thing.kind} ${thing.name}`} thing={thing} index={index} measure={measure} />
          )}
        </VirtualRows>
      </Table>
    </div>
  );
}

function Row({
  thing,
  index,
  measure,
}: {
  readonly thing: CatalogThing;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { state, owner, perSecond, cardinality, usedBy, findings, lastNs, count } = thing;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        <Name thing={thing} />
      </Table.Td>
      <Table.Td>
        <Status kind={stateMarks[state]} title={stateTitles[state]}>
          {state}
        </Status>
      </Table.Td>
      <Table.Td className={classes(ui.text["soft"], ui.screen["hideNarrow"])} title={owner}>
        {owner === "" ? none : owner}
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])} title={String(count)}>
        {perSecond === null ? none : formatRate(perSecond)}
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hideNarrow"])} title={cardinalityTitle(thing)}>
        {cardinality === null ? none : formatCount(cardinality)}
      </Table.Td>
      <Table.Td
        className={classes(num, ui.screen["hideNarrow"])}
        title={usedBy.map(({ kind, name }) => `${kind} ${name}`).join("\n")}
      >
        {usedBy.length === 0 ? none : usedBy.length}
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"], findings > 0 && ui.text["strong"])}>
        {findings === 0 ? none : formatCount(findings)}
      </Table.Td>
      <Table.Td className={classes(num, ui.text["dim"], ui.screen["hidePhone"])}>
        {lastNs === null ? none : <Time ns={lastNs} />}
      </Table.Td>
    </Table.Tr>
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
