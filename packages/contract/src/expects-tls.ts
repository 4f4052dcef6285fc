// How a server that expects TLS ends a connection on which a request comes in the clear.

/** Codes of errors of Node.js; other servers may end a connection so, too. */
export const maybeExpectsTls: RegExp = /\b(?:ECONNRESET|UND_ERR_SOCKET|HPE_\w+|ERR_HTTP2_\w+)\b/;
