/** `POST`: the whole store as it is, as a tar archive. */
export const backupPath = "/api/backup";
