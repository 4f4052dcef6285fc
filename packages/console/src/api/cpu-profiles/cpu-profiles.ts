// GET /api/cpu-profiles and /api/cpu-profiles/{id}: CPU profiles of slow spans, and one to be opened in speedscope or a browser.
import { gunzip } from "node:zlib";
import type { CpuProfileRow, CpuProfilesResult, ParamsOf } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { Attachment } from "../attachment.ts";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { textKey } from "../params/cursor.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams } from "../time/range.ts";

/** Size of an unpacked profile. */
const maxPlainBytes = 64 << 20;

type RowColumns = Omit<CpuProfileRow, "service" | "environment" | "name"> & {
  readonly spanName: string;
  readonly serviceName: string;
  readonly environmentName: string;
};

const pageKey = definePageKey<RowColumns>({
  cursorTs: byTime(({ timeNs }) => timeNs),
  cursorId: by(textKey, ({ id }) => id),
});

export async function listCpuProfiles(
  params: ParamsOf<"GET /api/cpu-profiles">,
  context: ApiContext,
): Promise<CpuProfilesResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const rows = await run<RowColumns>(context, "cpu-profile-list", {
    ...toRangeParams(range),
    name: params.name,
    service: params.service,
    environment: params.environment,
    traceId: params.traceId,
    ...pageKey.read(params.cursor).params,
    limit: limit + 1,
  });
  const { page, nextCursor } = pageKey.page(rows, limit);
  return {
    items: page.map(({ spanName, serviceName, environmentName, ...rest }) => ({
      ...rest,
      name: spanName,
      service: serviceName,
      environment: environmentName,
    })),
    nextCursor,
  };
}

export async function getCpuProfile(
  { id }: ParamsOf<"GET /api/cpu-profiles/:id">,
  context: ApiContext,
): Promise<Attachment> {
  const [row] = await run<{ spanName: string; data: string }>(context, "cpu-profile", { id });
  if (row === undefined) {
    throw new ProblemError(
      "CPU_PROFILE_UNKNOWN",
      `Cannot find the CPU profile \`${id}\`: no profile has this id.`,
      "Check the id and the retention.",
    );
  }
  const parts = ["profile", row.spanName, id].map((part) => part.replaceAll(/[^\w.]+/g, "-"));
  return new Attachment(`${parts.join("-").slice(0, 200)}.cpuprofile`, await unpack(id, row.data));
}

async function unpack(id: string, data: string): Promise<Buffer> {
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      gunzip(Buffer.from(data, "base64"), { maxOutputLength: maxPlainBytes }, (error, plain) =>
        error === null ? resolve(plain) : reject(error),
      );
    });
  } catch (cause) {
    throw new ProblemError(
      "CPU_PROFILE_UNREADABLE",
      `Cannot unpack the CPU profile \`${id}\`: it is incomplete, or larger than 64 MiB.`,
      "Check the application that sent it.",
      { cause },
    );
  }
}
