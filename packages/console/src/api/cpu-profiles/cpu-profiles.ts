// GET /api/cpu-profiles and /api/cpu-profiles/{id}: CPU profiles of slow spans, and one to be opened in speedscope or a browser.
import { gunzip } from "node:zlib";
import type { CpuProfileRow, CpuProfilesResult, ParamsOf } from "contract";
import { z } from "zod";
import { ProblemError } from "../../problem/problem.ts";
import { Attachment } from "../attachment.ts";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { nsKey, readCursor, toCursor } from "../params/cursor.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams } from "../time/range.ts";
import { endOfTime, toSqlTime } from "../time/time.ts";

/** Size of an unpacked profile. */
const maxPlainBytes = 64 << 20;

type RowColumns = Omit<CpuProfileRow, "service" | "environment" | "name"> & {
  readonly spanName: string;
  readonly serviceName: string;
  readonly environmentName: string;
};

export async function listCpuProfiles(
  params: ParamsOf<"GET /api/cpu-profiles">,
  context: ApiContext,
): Promise<CpuProfilesResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const key = readCursor(params.cursor, z.tuple([nsKey, z.string().max(4096)]));
  const rows = await run<RowColumns>(context, "cpu-profile-list", {
    ...toRangeParams(range),
    name: params.name,
    service: params.service,
    environment: params.environment,
    traceId: params.traceId,
    cursorTs: key === undefined ? endOfTime : toSqlTime(BigInt(key[0])),
    cursorId: key?.[1] ?? "",
    limit: limit + 1,
  });
  const page = withinBytes(rows.slice(0, limit), 4_000_000);
  const last = page.at(-1);
  return {
    items: page.map(({ spanName, serviceName, environmentName, ...rest }) => ({
      ...rest,
      name: spanName,
      service: serviceName,
      environment: environmentName,
    })),
    nextCursor: rows.length > page.length && last !== undefined ? toCursor([last.timeNs, last.id]) : null,
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
