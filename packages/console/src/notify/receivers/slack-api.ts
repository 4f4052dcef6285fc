// Calls of Slack's Web API. https://docs.slack.dev/apis/web-api: it answers 200 also when it refuses, with `ok: false` and an error.
import type { SecretReference } from "../../config/alert-channels/fields.ts";
import { sendRequest } from "../request.ts";
import { SendError } from "../secrets.ts";
import type { Attempt } from "./receiver.ts";
import type { Thread } from "./slack-threads.ts";

/** Where the API is, and with which token. */
export interface SlackAccess {
  readonly api: string;
  readonly token: SecretReference;
  readonly timeout: number;
}

/** An answer repeats the message, with its blocks. */
const maxAnswerBytes = 512 * 1024;

/** Errors that mean that this message is wrong: it would be wrong again. */
const permanent: ReadonlySet<string> = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_arguments",
  "msg_too_long",
  "msg_blocks_too_long",
  "no_text",
]);

/** Slack has refused a call. */
export class SlackRefusal extends SendError {
  /** Such as `channel_not_found`. */
  readonly code: string;

  constructor(method: string, code: string) {
    super(`Slack answered \`${code}\` to ${method}`, { status: 200, isPermanent: permanent.has(code) });
    this.code = code;
  }
}

type Answer = Readonly<Record<string, unknown>>;

/**
 * Calls a method. All methods take forms, in which lists and objects are JSON.
 *
 * @throws {SlackRefusal} when Slack refuses.
 * @throws {SendError} when it does not answer.
 */
export async function callSlack(
  { api, token, timeout }: SlackAccess,
  method: string,
  fields: Readonly<Record<string, unknown>>,
  attempt: Attempt,
): Promise<Answer> {
  const form = Object.entries(fields).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const { text } = await sendRequest(
    {
      method: "POST",
      url: new URL(`${api.replace(/\/$/, "")}/${method}`),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `Bearer ${await attempt.secrets.read(token)}`,
      },
      body: new URLSearchParams(form).toString(),
      timeoutMs: timeout,
      maxAnswerBytes,
    },
    attempt,
  );
  const answer = parse(text);
  if (answer["ok"] === true) return answer;
  throw new SlackRefusal(
    method,
    attempt.secrets.hide(String(answer["error"] ?? "no answer in JSON")).slice(0, 100),
  );
}

function parse(text: string): Answer {
  try {
    return (JSON.parse(text) ?? {}) as Answer;
  } catch {
    return {};
  }
}

/** Uploads an image as a reply in a thread. The app needs the scope `files:write`. */
export async function uploadToSlack(
  access: SlackAccess,
  image: { readonly name: string; readonly content: Uint8Array },
  { channel, ts }: Thread,
  attempt: Attempt,
): Promise<void> {
  const { name, content } = image;
  const wanted = { filename: name, length: String(content.length) };
  const { upload_url: url, file_id: id } = await callSlack(
    access,
    "files.getUploadURLExternal",
    wanted,
    attempt,
  );
  await sendRequest(
    {
      method: "POST",
      url: uploadUrlOf(url, access.api),
      headers: { "content-type": "image/png" },
      body: content,
      timeoutMs: access.timeout,
    },
    attempt,
  );
  const shared = { files: [{ id, title: "Chart" }], channel_id: channel, thread_ts: ts };
  await callSlack(access, "files.completeUploadExternal", shared, attempt);
}

/** As safe as the address of the API. */
function uploadUrlOf(text: unknown, api: string): URL {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === new URL(api).protocol) return url;
  throw new SendError("Slack answered with an address for the chart that cannot be used");
}
