// Authentication: creating and revoking tokens, ending sessions, logging out.
import type { MadeToken, NewToken, SessionInfo, TokenInfo } from "contract";

import { endOwnSession, send } from "./client.ts";

/** The response contains the token itself, only this once. @throws {ApiError} */
export async function makeToken(body: NewToken): Promise<MadeToken> {
  return send("POST /api/tokens", { body });
}

/** @throws {ApiError} */
export async function revokeToken(id: string): Promise<TokenInfo> {
  return send("DELETE /api/tokens/:id", { params: { id } });
}

/** @throws {ApiError} */
export async function endSession(id: string): Promise<SessionInfo> {
  return send("DELETE /api/sessions/:id", { params: { id } });
}

/** Ends the session and shows the login form. @throws {ApiError} */
export async function logOut(): Promise<void> {
  await endOwnSession();
  location.assign("/login");
}
