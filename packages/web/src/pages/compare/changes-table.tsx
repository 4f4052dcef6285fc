// What differs between the sides, the surest first: each row leads to its page.
import { Table } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import type { ComparedRow, CompareResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import delta from "../../ui/delta.module.css";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import css from "./compare.module.css";
import { rowAddress } from "./row-link.ts";
import { changeWords, kindWords, rowFinding, toneOf, valueWords, whatWords } from "./row-words.ts";

export const columns = ["Figure", "Service", "Base", "Now", "Change", ""];

export function ChangesTable({
  rows,
  result,
}: {
  readonly rows: readonly ComparedRow[];
  readonly result: CompareResult;
}): JSX.Element {
  const table = useRowKeys();
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="What differs" className={classes(ui.table["table"], css["table"])} ref={table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Figure</Table.Th>
            <Table.Th className={classes(ui.screen["hidePhone"], css["service"])}>Service</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"], css["value"])}>
              Base
            </Table.Th>
            <Table.Th className={classes(ui.table["num"], css["value"])}>Now</Table.Th>
            <Table.Th className={classes(ui.table["num"], css["value"])}>Change</Table.Th>
            <Table.Th className={classes(ui.screen["hideNarrow"], css["copy"])}>
              <span className={ui.text["sr"]}>Copy</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Row
              key={`${row.kind}\n${row.service}\n${row.name}\n${row.id}\n${row.what}`}
              row={row}
              result={result}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ row, result }: { readonly row: ComparedRow; readonly result: CompareResult }): JSX.Element {
  const router = useRouter();
  const { to, params, search } = rowAddress(row, result);
  const target = { to: to as "/traces", params: params as never, search: search as never };
  const tone = toneOf(row);
  const sure = `${Math.abs(row.size).toFixed(1)} standard errors`;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"])} {...target}>
          {row.name}
        </Link>
        <span className={css["what"]}>
          {kindWords[row.kind]} · {whatWords[row.what]}
        </span>
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        {row.service !== "" && <ServiceName name={row.service} />}
      </Table.Td>
      <Table.Td
        className={classes(ui.table["num"], ui.screen["hidePhone"])}
        title={`of ${formatCount(row.baseCount)}`}
      >
        {row.verdict === "new" ? "–" : valueWords(row, row.base)}
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={`of ${formatCount(row.nowCount)}`}>
        {row.verdict === "gone" ? "–" : valueWords(row, row.now)}
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={sure}>
        <span className={classes(delta["delta"], tone !== "usual" && delta[tone])}>{changeWords(row)}</span>
      </Table.Td>
      <Table.Td className={classes(ui.screen["hideNarrow"], css["copy"])}>
        <CopyMarkdown
          finding={rowFinding(row, result)}
          to={router.buildLocation(target).href}
          variant="icon"
        />
      </Table.Td>
    </Table.Tr>
  );
}
