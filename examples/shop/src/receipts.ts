// Receipts of an order. Those of the last one are kept to be sent again, and a sheet lists what is kept: the story of a list that is never
// emptied, with which each order costs more memory than the one before.
import { profile } from "telltale";

import { faultIsOn } from "./faults.ts";
import { euros } from "./goods.ts";

const copies = ["customer", "books", "parcel"];
/** Of the receipts of an order, in characters, which are bytes. */
const receiptsLength = 200_000;
/** The sheet has the lines of all orders, and of so many of the latest the head of their receipts. */
const mostHeads = 250;
const headLength = 24_000;
/** With the fault, receipts of so many orders are kept, 200 MB, so that the shop lives on. Their lines stay for ever. */
const mostReceipts = 1000;

/** The receipts that are kept, their lines, and the sheet. */
const book = { receipts: [] as string[], lines: [] as string[], sheet: "" };

/** Renders and keeps the receipts of an order, 200 kB. With the fault `memory-leak` those of earlier orders stay. */
export function renderReceipts(orderId: string, amountCents: number): void {
  profile("render receipts", () => {
    const lines = copies.map((copy) => lineOf(orderId, amountCents, copy)).join("");
    // flat: `repeat` would share the memory of the lines
    keep(lines, Array.from({ length: receiptsLength / lines.length }, () => lines).join(""));
  });
}

/** 100 characters. */
function lineOf(orderId: string, amountCents: number, copy: string): string {
  return `${orderId.padEnd(40)} ${euros(amountCents).padStart(20)} EUR ${copy.padEnd(33)}\n`;
}

function keep(newLines: string, newReceipts: string): void {
  const { receipts, lines } = book;
  receipts.push(newReceipts);
  lines.push(newLines);
  const isLeaky = faultIsOn("memory-leak");
  receipts.splice(0, receipts.length - (isLeaky ? mostReceipts : 1));
  if (!isLeaky) lines.splice(0, lines.length - 1);
  const heads = receipts.slice(-mostHeads).map((one) => one.slice(0, headLength));
  book.sheet = [...lines, ...heads].join("");
}
