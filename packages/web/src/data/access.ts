// What changes who may come in: tokens made and revoked, sessions ended, and leaving.
import type { MadeToken, NewToken, SessionInfo, TokenInfo } from "contract";

import { endOwnSession, send } from "./client.ts";

/** The answer holds the token itself, this one time. @throws {ApiError} */
export async function makeToken(wish: NewToken): Promise<MadeToken> {
  return send("POST /api/tokens", { body: wish });
}

/** @throws {ApiError} */
export async function revokeToken(id: string): Promise<TokenInfo> {
  return send("DELETE /api/tokens/:id", { params: { id } });
}

/** @throws {ApiError} */
export async function endSession(id: string): Promise<SessionInfo> {
  return send("DELETE /api/sessions/:id", { params: { id } });
}

/** Ends the session and shows the form. @throws {ApiError} */
export async function logOut(): Promise<void> {
  await endOwnSession();
  location.assign("/login");
}
