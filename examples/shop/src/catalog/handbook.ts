/** Where the runbooks of the shop are. */
export const handbook = "https://handbook.shop.example/on-call";
