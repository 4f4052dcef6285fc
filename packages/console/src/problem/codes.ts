// Every code of an error that the console answers with, and what it means in each protocol. Codes are stable: programs read them.

/** Codes of google.rpc.Code that the console answers with. */
export const rpcCode = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

const codesByStatus = {
  400: [
    "BAD_BODY",
    "BAD_DEPLOY",
    "BAD_PARAMETER",
    "BAD_REQUEST",
    "BAD_SOURCE_MAP",
    "BAD_URL",
    "FORMAT_INVALID",
    "PARAMETERS_TOO_LARGE",
    "SQL_INVALID",
    "UPLOAD_TOO_SLOW",
  ],
  401: ["ACCESS_ENDED", "INVALID_TOKEN", "LOGIN_REFUSED", "TOKEN_REQUIRED"],
  403: [
    "CSRF_HEADER_MISSING",
    "INSUFFICIENT_SCOPE",
    "NOTE_NOT_OWN",
    "LOGIN_NOT_ALLOWED",
    "OPERATOR_REQUIRED",
    "ORIGIN_NOT_ALLOWED",
    "SQL_NOT_ALLOWED",
    "TENANT_NOT_ALLOWED",
  ],
  404: [
    "ALERT_RULE_UNKNOWN",
    "ALERT_UNKNOWN",
    "ANOMALY_UNKNOWN",
    "BOTTLENECK_UNKNOWN",
    "CATALOG_UNKNOWN",
    "CHANNEL_UNKNOWN",
    "CPU_PROFILE_UNKNOWN",
    "DASHBOARD_UNKNOWN",
    "ERROR_UNKNOWN",
    "IMPORT_UNKNOWN",
    "LOG_UNKNOWN",
    "METRIC_UNKNOWN",
    "NOTE_UNKNOWN",
    "SESSION_UNKNOWN",
    "SIGNAL_NOT_SUPPORTED",
    "SILENCE_UNKNOWN",
    "SOURCE_MAP_UNKNOWN",
    "SPAN_UNKNOWN",
    "TOKEN_UNKNOWN",
    "TRACE_UNKNOWN",
    "TRANSACTION_UNKNOWN",
    "UNKNOWN_FILE",
    "UNKNOWN_PATH",
    "VERSION_NOT_SUPPORTED",
    "VIEW_UNKNOWN",
    "WORKFLOW_UNKNOWN",
  ],
  405: ["METHOD_NOT_ALLOWED"],
  408: ["REQUEST_TIMEOUT"],
  409: [
    "ALERT_FIRING_CHANGED",
    "ALERT_LEVEL_UNKNOWN",
    "ALERT_RULES_FULL",
    "ALERT_RULE_READ_ONLY",
    "ALERT_RULE_IN_USE",
    "BACKUP_NOT_SUPPORTED",
    "BACKUP_RUNNING",
    "DASHBOARDS_FULL",
    "DASHBOARD_READ_ONLY",
    "IMPORT_NOT_SUPPORTED",
    "NOTES_FULL",
    "TOKENS_FULL",
    "TOKEN_NOT_CONFIGURED",
    "VIEWS_FULL",
  ],
  412: [
    "ALERT_RULE_CHANGED",
    "DASHBOARD_CHANGED",
    "LINKS_CHANGED",
    "NOTE_CHANGED",
    "SAMPLING_CHANGED",
    "VIEW_CHANGED",
  ],
  413: ["BODY_TOO_COMPRESSED", "BODY_TOO_LARGE", "SAMPLING_RULES_TOO_LARGE"],
  415: ["ENCODING_NOT_SUPPORTED", "MEDIA_TYPE_NOT_SUPPORTED"],
  421: ["HOST_NOT_ALLOWED"],
  422: [
    "ALERT_RULE_INVALID",
    "ANSWER_TOO_LARGE",
    "CPU_PROFILE_UNREADABLE",
    "EXPORT_TOO_LARGE",
    "FILE_NOT_READ",
    "QUERY_TOO_BROAD",
    "SAMPLING_RULES_INVALID",
  ],
  428: ["IF_MATCH_REQUIRED"],
  429: [
    "IMPORTS_BUSY",
    "RECEIVER_BUSY",
    "SHARE_USED_UP",
    "TOO_MANY_ATTEMPTS",
    "TOO_MANY_READERS",
    "TOO_MANY_TESTS",
    "WRITE_QUEUE_FULL",
  ],
  431: ["HEADERS_TOO_LARGE"],
  500: ["INTERNAL", "STORE_DAMAGED"],
  501: ["SQL_UNAVAILABLE"],
  502: ["PROVIDER_UNAVAILABLE"],
  503: [
    "NOT_READY",
    "QUEUE_FULL",
    "STORE_BUSY",
    "STORE_DISK_ERROR",
    "STORE_DISK_FULL",
    "STORE_NOT_WRITABLE",
    "STORE_SLOW",
    "STORE_UNAVAILABLE",
    "TENANT_UNAVAILABLE",
  ],
} as const;

/** Failures of a command, which no request has. */
const commandCodes = [
  "BAD_OPTION",
  "CONSOLE_NOT_FOUND",
  "CONSOLE_REFUSED",
  "DEMO_NOT_INSTALLED",
  "FILE_NOT_WRITTEN",
  "PORT_UNAVAILABLE",
  "SEND_FAILED",
] as const;

/** Failures of the console itself: a caller reads `INTERNAL`, and only logs and commands have the rest. */
const internalCodes = [
  "ATTRIBUTE_INVALID",
  "DATA_DIRECTORY_EMPTY",
  "DATA_DIRECTORY_IN_USE",
  "DATA_DIRECTORY_REMOTE",
  "ENGINE_MISSING",
  "ENGINE_NOT_STARTED",
  "ENGINE_TOO_OLD",
  "ENGINE_USER_INVALID",
  "INSERT_REJECTED",
  "MIGRATION_FAILED",
  "PLATFORM_NOT_SUPPORTED",
  "QUERY_CANCELLED",
  "QUERY_FAILED",
  "QUERY_UNKNOWN",
  "RESTORE_FAILED",
  "SCHEMA_NEWER",
  "STORE_CLOSED",
] as const;

type Status = keyof typeof codesByStatus;
export type ProblemCode =
  | (typeof codesByStatus)[Status][number]
  | (typeof commandCodes)[number]
  | (typeof internalCodes)[number];

const rpcByStatus: Readonly<Record<Status, number>> = {
  400: rpcCode.invalidArgument,
  401: rpcCode.unauthenticated,
  403: rpcCode.permissionDenied,
  404: rpcCode.notFound,
  405: rpcCode.unimplemented,
  408: rpcCode.deadlineExceeded,
  409: rpcCode.failedPrecondition,
  412: rpcCode.failedPrecondition,
  413: rpcCode.resourceExhausted,
  415: rpcCode.unimplemented,
  421: rpcCode.invalidArgument,
  422: rpcCode.failedPrecondition,
  428: rpcCode.failedPrecondition,
  429: rpcCode.resourceExhausted,
  431: rpcCode.invalidArgument,
  500: rpcCode.internal,
  501: rpcCode.unimplemented,
  502: rpcCode.unavailable,
  503: rpcCode.unavailable,
};

/** A path of the specification that this console does not have: gRPC has a separate code for that. */
const rpcByCode: Partial<Record<ProblemCode, number>> = {
  SIGNAL_NOT_SUPPORTED: rpcCode.unimplemented,
  VERSION_NOT_SUPPORTED: rpcCode.unimplemented,
};

/** Exit codes of the commands. */
export const exitCode = {
  /** Done. */
  ok: 0,
  /** The command failed, or not everything in it succeeded. */
  failed: 1,
  /** The command line, a variable or a file of settings is wrong: nothing was done. */
  usage: 2,
} as const;

/** What a code means: the HTTP status, the code of google.rpc.Code, and the exit code of a command. */
export interface Meaning {
  readonly http: number;
  readonly rpc: number;
  readonly exit: number;
  /** A caller may read the message. */
  readonly isPublic: boolean;
}

const statuses = new Map<ProblemCode, Status>(
  (Object.entries(codesByStatus) as [string, readonly ProblemCode[]][]).flatMap(([status, codes]) =>
    codes.map((code) => [code, Number(status) as Status]),
  ),
);

const allCodes: ReadonlySet<string> = new Set([...statuses.keys(), ...commandCodes, ...internalCodes]);

/** Whether `code`, which another console sent, is one that this one knows. */
export function isProblemCode(code: string): code is ProblemCode {
  return allCodes.has(code);
}

export function meaningOf(code: ProblemCode): Meaning {
  const status = statuses.get(code);
  return {
    http: status ?? 500,
    rpc: rpcByCode[code] ?? rpcByStatus[status ?? 500],
    exit: code === "BAD_OPTION" ? exitCode.usage : exitCode.failed,
    isPublic: status !== undefined,
  };
}
