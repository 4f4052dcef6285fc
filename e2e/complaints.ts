// What a browser has to complain about while a test uses a page.
import type { Page } from "playwright-core";

export interface Watched {
  /** Where the console answers: a request to another host is a complaint, and so is each answer with an error status. */
  readonly address?: string;
  /** Errors in the browser's log that the test expects. */
  readonly expected?: RegExp;
}

/** Adds to `complaints` what `page` complains about from now on: errors of scripts, and of the log, which include what the content
 * security policy blocks. */
export function watchComplaints(page: Page, complaints: string[], { address, expected }: Watched = {}): void {
  const add = (text: string): unknown => complaints.push(`${page.url()}: ${text}`);
  page.on("pageerror", (error) => add(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && expected?.test(message.text()) !== true) add(message.text());
  });
  if (address === undefined) return;
  page.on("response", (response) => {
    if (response.status() >= 400) add(`${response.url()}: ${response.status()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address)) add(`asked ${request.url()}`);
  });
}
